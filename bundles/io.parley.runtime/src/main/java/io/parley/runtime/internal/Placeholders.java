package io.parley.runtime.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that what a configuration leaves to the environment is there: {@code $[secret:name]}, {@code $[env:NAME]} and
 * {@code $[prop:name]}, which Config Admin's interpolation plug-in replaces before components get their values. The plug-in itself would hand
 * the placeholder over where there is nothing.
 *
 * @param secrets the folders whose files hold secrets
 * @param environment gives variables, null for those that are not there
 * @param properties gives framework and system properties, null for those that are not there
 */
record Placeholders(List<Path> secrets, UnaryOperator<String> environment, UnaryOperator<String> properties) {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?<!\\\\)\\$\\[(secret|env|prop):([^;\\]]+)((?:;[^;\\]]*)*)]");

    /** @throws IOException naming PID, key and what is missing */
    void check(String pid, Map<String, String> values) throws IOException {
        for (Map.Entry<String, String> value : values.entrySet()) {
            Matcher found = PLACEHOLDER.matcher(value.getValue());
            while (found.find()) {
                if (!found.group(3).contains(";default=")) {
                    check(pid + ": " + value.getKey(), found.group(1), found.group(2));
                }
            }
        }
    }

    private void check(String key, String kind, String name) throws IOException {
        switch (kind) {
            case "secret" -> {
                if (secrets.stream().noneMatch(folder -> isFile(folder, name))) {
                    throw new IOException(key + " needs the secret '" + name
                            + "', and there is no file of that name in "
                            + String.join(
                                    " or ", secrets.stream().map(Path::toString).toList()));
                }
            }
            case "env" -> require(environment.apply(name), key, "environment variable", name);
            default -> require(properties.apply(name), key, "property", name);
        }
    }

    private static boolean isFile(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        return file.startsWith(folder) && Files.isReadable(file) && Files.isRegularFile(file);
    }

    private static void require(String value, String key, String what, String name) throws IOException {
        if (value == null) {
            throw new IOException(key + " needs the " + what + " '" + name + "', which is not set");
        }
    }
}
