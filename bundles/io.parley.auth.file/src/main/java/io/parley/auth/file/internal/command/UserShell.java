package io.parley.auth.file.internal.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the users file that a command is about. */
public final class UserShell {

    private final UserAdministration administration = new UserAdministration();

    /**
     * Does what the words say.
     *
     * @param files by the name of their configuration
     * @param name of one; empty where there is only one
     * @throws IOException in words for the user
     */
    public String user(Map<String, Path> files, String name, List<String> words, PasswordInput input)
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
        return administration.run(file, words, input);
    }
}
