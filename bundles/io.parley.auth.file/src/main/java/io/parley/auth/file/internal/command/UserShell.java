package io.parley.auth.file.internal.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the users file that a command is about, and the password that it needs. */
public final class UserShell {

    private final UserAdministration administration = new UserAdministration();

    /**
     * Does what the words say.
     *
     * @param files by the name of their configuration
     * @param name of one; empty where there is only one
     * @param input a password's line, where there is no terminal
     * @param terminal whether the process's terminal, if there is one, is the user's
     * @throws IOException in words for the user
     */
    public String user(Map<String, Path> files, String name, List<String> words, InputStream input, boolean terminal)
            throws IOException {
        if (files.isEmpty()) {
            throw new IOException("no users file is configured; begin with io.parley.auth.file~NAME.cfg in deploy/");
        }
        if (name.isEmpty() && files.size() > 1) {
            throw new IOException(
                    "there are several users files; choose one by -n: " + String.join(", ", files.keySet()));
        }
        Path file = name.isEmpty() ? files.values().iterator().next() : files.get(name);
        if (file == null) {
            throw new IOException("there is no '" + name + "'; there is " + String.join(", ", files.keySet()));
        }
        Console console = terminal ? System.console() : null;
        return administration.run(
                file, words, console == null ? () -> PasswordInput.line(input) : () -> twice(console));
    }

    private static String twice(Console console) throws IOException {
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Once more: ");
        if (first == null || second == null) {
            throw new IOException("there is no password");
        }
        String password = new String(first);
        if (!password.equals(new String(second))) {
            throw new IOException("these are two different passwords; nothing has changed");
        }
        return password;
    }
}
