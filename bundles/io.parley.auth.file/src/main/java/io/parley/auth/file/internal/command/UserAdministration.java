package io.parley.auth.file.internal.command;

import io.parley.auth.file.internal.scram.ScramKeys;
import io.parley.auth.file.internal.users.Argon2Hash;
import io.parley.auth.file.internal.users.ScramCredential;
import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** What the command {@code parley:user} does to a users file. One change at a time. */
final class UserAdministration {

    static final String USAGE =
            "parley:user list | add NAME | password NAME | remove NAME; add and password read the password from a terminal,"
                    + " without echo, or one line from standard input: runtime/run --exec \"parley:user add NAME\" --input";

    private final SecureRandom random = new SecureRandom();

    /**
     * Does it.
     *
     * @return what to tell the user
     * @throws IOException in words for the user; then nothing has changed
     */
    synchronized String run(Path file, List<String> words, PasswordInput input) throws IOException {
        UsersEditor editor = new UsersEditor(file);
        String action = words.isEmpty() ? "" : words.get(0);
        if (action.equals("list") && words.size() == 1) {
            return list(editor.read());
        }
        if (words.size() != 2) {
            throw new IOException(USAGE);
        }
        String name = words.get(1);
        boolean exists = editor.read().find(name).isPresent();
        switch (action) {
            case "add" -> {
                if (exists) {
                    throw new IOException("the user '" + name + "' is there already; parley:user password " + name
                            + " gives another password");
                }
                return put(editor, file, name, input, "added to");
            }
            case "password" -> {
                require(exists, name, file);
                return put(editor, file, name, input, "has another password in");
            }
            case "remove" -> {
                require(exists, name, file);
                editor.remove(name);
                return "'" + name + "' removed from " + file;
            }
            default -> throw new IOException(USAGE);
        }
    }

    private static void require(boolean exists, String name, Path file) throws IOException {
        if (!exists) {
            throw new IOException("there is no user '" + name + "' in " + file);
        }
    }

    private String put(UsersEditor editor, Path file, String name, PasswordInput input, String done)
            throws IOException {
        String prepared = ScramKeys.prepare(name).orElse(name);
        if (!prepared.equals(name)) {
            throw new IOException("'" + name + "' can be written in several ways; take '" + prepared + "'");
        }
        try {
            User.checkName(name);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        String password = input.read();
        if (password.isEmpty()) {
            throw new IOException("there is no password; " + USAGE);
        }
        Optional<ScramCredential> scram =
                ScramKeys.prepare(password).map(allowed -> ScramKeys.credential(password, random));
        Argon2Hash hash = Argon2Hash.of(password.getBytes(StandardCharsets.UTF_8), random);
        editor.put(new User(name, Optional.of(hash), scram));
        return "'" + name + "' " + done + " " + file
                + (scram.isPresent() ? "" : "; SCRAM does not allow that password");
    }

    private static String list(Users users) {
        StringJoiner lines = new StringJoiner("\n");
        for (User user : users.all()) {
            StringJoiner ways = new StringJoiner(", ");
            user.password().ifPresent(hash -> ways.add(hash.toString()));
            user.scram().ifPresent(credential -> ways.add(credential.toString()));
            lines.add(user.name() + "  " + ways);
        }
        return lines.toString();
    }
}
