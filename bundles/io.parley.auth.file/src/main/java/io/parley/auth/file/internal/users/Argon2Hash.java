package io.parley.auth.file.internal.users;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, version 1.3 (RFC 9106), in the form of its reference implementation.
 *
 * @param memory in KiB, {@value #LEAST_MEMORY} a lane to {@value #MOST_MEMORY}
 * @param iterations 1 to 100
 * @param parallelism 1 to 16 lanes
 * @param salt 8 to 64 bytes
 * @param hash 16 to 64 bytes
 */
public record Argon2Hash(int memory, int iterations, int parallelism, byte[] salt, byte[] hash)
        implements PasswordHash {

    static final int LEAST_MEMORY = 8;

    /** What one login may take of the heap. */
    static final int MOST_MEMORY = 262_144;

    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,4}),p=(\\d{1,4})"
            + "\\$([A-Za-z0-9+/]{1,200})\\$([A-Za-z0-9+/]{1,200})");

    /** The first recommendation of OWASP for servers. */
    private static final int OWN_MEMORY = 19_456;

    private static final int OWN_ITERATIONS = 2;

    public Argon2Hash {
        check("m", memory, LEAST_MEMORY * Math.max(1, parallelism), MOST_MEMORY);
        check("t", iterations, 1, 100);
        check("p", parallelism, 1, 16);
        check("the salt's length in bytes", salt.length, 8, 64);
        check("the hash's length in bytes", hash.length, 16, 64);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "in an Argon2id hash, " + name + " is " + least + " to " + most + ", not " + value);
        }
    }

    static Argon2Hash parse(String encoded) {
        Matcher form = FORM.matcher(encoded);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "an Argon2 hash is $argon2id$v=19$m=MEMORY,t=ITERATIONS,p=LANES$SALT$HASH, salt and hash in base64"
                            + " without =");
        }
        return new Argon2Hash(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                Base64.getDecoder().decode(form.group(4)),
                Base64.getDecoder().decode(form.group(5)));
    }

    /** Of a new password. */
    public static Argon2Hash of(byte[] password, SecureRandom random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        byte[] hash = compute(password, OWN_MEMORY, OWN_ITERATIONS, 1, salt, 32);
        return new Argon2Hash(OWN_MEMORY, OWN_ITERATIONS, 1, salt, hash);
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, compute(password, memory, iterations, parallelism, salt, hash.length));
    }

    private static byte[] compute(
            byte[] password, int memory, int iterations, int parallelism, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .build());
        byte[] out = new byte[length];
        generator.generateBytes(password, out);
        return out;
    }

    @Override
    public String encoded() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + parallelism + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /** Not for anybody to see. */
    @Override
    public String toString() {
        return "Argon2id";
    }
}
