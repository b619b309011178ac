package io.parley.itest.mqtt.statements;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A row of the table.
 *
 * @param id as in the specification
 * @param side whom it binds
 * @param meaning in short
 * @param tests {@code Class#method} in this package
 * @param control what breaks it: see {@link Control}; empty for statements that do not bind the server
 */
record Statement(String id, Side side, String meaning, List<String> tests, String control) {

    /** Whom a statement binds. */
    enum Side {
        CLIENT,
        SERVER,
        BOTH,
        /** Nobody: it is about what Parley does not do. */
        NONE;

        boolean bindsTheServer() {
            return this == SERVER || this == BOTH;
        }
    }

    /** All statements of a version, {@code 3.1.1} or {@code 5.0}, in the order of the specification. */
    static List<Statement> all(String version) {
        String file = "/statements-" + version + ".tsv";
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Statement.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            return in.lines().skip(1).map(Statement::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Statement parse(String line) {
        String[] cells = (line + "\t\t").split("\t", -1);
        return new Statement(
                cells[0],
                Side.valueOf(cells[1].toUpperCase(java.util.Locale.ROOT)),
                cells[2],
                Stream.of(cells[3].split(", ")).filter(test -> !test.isEmpty()).toList(),
                cells[4]);
    }

    @Override
    public String toString() {
        return id + ": " + control;
    }
}
