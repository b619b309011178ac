package io.parley.auth.file.internal.users;

import io.parley.auth.file.internal.text.Lines;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who may log in, by one way or both.
 *
 * @param name 1 to {@value #LONGEST_NAME} characters
 * @param password for the plain way
 * @param scram for SCRAM-SHA-256
 */
public record User(String name, Optional<PasswordHash> password, Optional<ScramCredential> scram) {

    /** The longest name, in characters. */
    public static final int LONGEST_NAME = 256;

    public User {
        checkName(name);
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(scram, "scram");
        if (password.isEmpty() && scram.isEmpty()) {
            throw new IllegalArgumentException("the user '" + name
                    + "' needs a hash ($argon2id$… or $2b$…), a SCRAM credential (SCRAM-SHA-256$…), or both");
        }
    }

    /** @throws IllegalArgumentException when nobody may have that name */
    public static void checkName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a user name has 1 to " + LONGEST_NAME + " characters, none of them a control character");
        }
        if (name.equals("anonymous")) {
            throw new IllegalArgumentException("'anonymous' is the name of clients that do not log in");
        }
    }

    /** As in the users file; not for logs. */
    public String line() {
        StringBuilder line = new StringBuilder(Lines.quote(name));
        password.ifPresent(hash -> line.append(' ').append(hash.encoded()));
        scram.ifPresent(credential -> line.append(' ').append(credential.encoded()));
        return line.toString();
    }
}
