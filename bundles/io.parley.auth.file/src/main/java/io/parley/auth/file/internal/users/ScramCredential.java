package io.parley.auth.file.internal.users;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps for SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677): neither the password nor anything with which somebody
 * could log in. Written {@code SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY}, in base64, as PostgreSQL does.
 *
 * @param iterations 4,096 (the least that RFC 7677 allows) to 1,000,000
 * @param salt 8 to 64 bytes
 * @param storedKey 32 bytes
 * @param serverKey 32 bytes
 */
public record ScramCredential(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {

    /** How the encoded form begins. */
    public static final String PREFIX = "SCRAM-SHA-256$";

    private static final Pattern FORM = Pattern.compile(
            "SCRAM-SHA-256\\$(\\d{1,7}):([A-Za-z0-9+/]{1,100}={0,2})\\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)");

    public ScramCredential {
        if (iterations < 4_096 || iterations > 1_000_000) {
            throw new IllegalArgumentException(
                    "the iterations of a SCRAM-SHA-256 credential are 4096 to 1000000, not " + iterations);
        }
        if (salt.length < 8 || salt.length > 64) {
            throw new IllegalArgumentException(
                    "the salt of a SCRAM-SHA-256 credential has 8 to 64 bytes, not " + salt.length);
        }
    }

    /** @throws IllegalArgumentException saying what is wrong, without the credential */
    static ScramCredential parse(String encoded) {
        Matcher form = FORM.matcher(encoded);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a SCRAM credential is SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY, with 32 bytes a key, in"
                            + " base64");
        }
        try {
            return new ScramCredential(
                    Integer.parseInt(form.group(1)),
                    Base64.getDecoder().decode(form.group(2)),
                    Base64.getDecoder().decode(form.group(3)),
                    Base64.getDecoder().decode(form.group(4)));
        } catch (IllegalArgumentException e) {
            throw e.getMessage().contains("SCRAM")
                    ? e
                    : new IllegalArgumentException("a part of the SCRAM credential is not base64", e);
        }
    }

    /** As in the users file; not for logs. */
    public String encoded() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX + iterations + ":" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey) + ":"
                + base64.encodeToString(serverKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramCredential that
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt)
                && MessageDigest.isEqual(storedKey, that.storedKey)
                && MessageDigest.isEqual(serverKey, that.serverKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    /** Not for anybody to see. */
    @Override
    public String toString() {
        return "SCRAM-SHA-256";
    }
}
