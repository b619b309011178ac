package io.parley.auth.file.internal.scram;

import com.ongres.saslprep.SASLprep;
import io.parley.auth.file.internal.users.ScramCredential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The functions of RFC 5802, section 2.2, with SHA-256 (RFC 7677). */
public final class ScramKeys {

    /** What RFC 7677 recommends at least; for new credentials. */
    static final int ITERATIONS = 15_000;

    private static final SASLprep SASLPREP = new SASLprep();

    private ScramKeys() {}

    /** The text as SASLprep (RFC 4013) has it for comparisons; empty where it has a character that is not allowed. */
    public static Optional<String> prepare(String text) {
        try {
            return Optional.of(SASLPREP.prepareQuery(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Of a new password, which SASLprep allows. */
    public static ScramCredential credential(String password, SecureRandom random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return credential(password, salt, ITERATIONS);
    }

    static ScramCredential credential(String password, byte[] salt, int iterations) {
        String prepared = prepare(password)
                .orElseThrow(() -> new IllegalArgumentException("the password has a character that SCRAM forbids"));
        byte[] salted = hi(prepared, salt, iterations);
        return new ScramCredential(iterations, salt, h(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
    }

    private static byte[] hi(String password, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has PBKDF2WithHmacSHA256", e);
        }
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    static byte[] h(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= other[i];
        }
        return result;
    }
}
