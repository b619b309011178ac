package io.parley.auth.file.internal.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right a short time ago, so that a client that reconnects costs no slow hash. Kept as a hash with a key that
 * never leaves this object, together with the slow hash that they matched: another one in the users file, and they no longer
 * count. Bounded. Safe for all threads.
 */
final class Verified {

    static final int MOST = 10_000;

    private static final String ALGORITHM = "HmacSHA256";

    private final long millis;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Long> until = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /** @param millis how long a success counts; 0 for never */
    Verified(long millis, SecureRandom random) {
        this.millis = millis;
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    synchronized boolean contains(ByteBuffer digest, long now) {
        Long end = until.get(digest);
        if (end != null && now >= end) {
            until.remove(digest);
        }
        return end != null && now < end;
    }

    synchronized void add(ByteBuffer digest, long now) {
        if (millis > 0) {
            until.put(digest, now + millis);
            if (until.size() > MOST) {
                until.remove(until.keySet().iterator().next());
            }
        }
    }

    synchronized int size() {
        return until.size();
    }

    /** Stands for all three; of no use without this object. */
    ByteBuffer digest(String user, byte[] password, String encodedHash) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : new byte[][] {
                user.getBytes(StandardCharsets.UTF_8), password, encodedHash.getBytes(StandardCharsets.UTF_8)
            }) {
                mac.update(ByteBuffer.allocate(4).putInt(part.length).flip());
                mac.update(part);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
