package io.parley.auth.file.internal.users;

/** What is kept instead of a password. Immutable; comparing is slow by intent, and takes the same time whatever the outcome. */
public sealed interface PasswordHash permits Argon2Hash, BcryptHash {

    /** Whether it is of that password. */
    boolean matches(byte[] password);

    /** The usual encoded form, as in the users file; not for logs. */
    String encoded();

    /**
     * Reads the encoded form.
     *
     * @throws IllegalArgumentException saying what is wrong, without the hash
     */
    static PasswordHash parse(String encoded) {
        if (encoded.startsWith("$argon2")) {
            return Argon2Hash.parse(encoded);
        }
        if (encoded.startsWith("$2")) {
            return BcryptHash.parse(encoded);
        }
        throw new IllegalArgumentException(
                "a hash begins with $argon2id$v=19$ (Argon2id) or with $2a$, $2b$ or $2y$ (bcrypt)");
    }
}
