package io.parley.itest.mqtt.statements;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page that shows the table to people. */
final class Page {

    /** Where it is. */
    static final Path FILE = Path.of("../../bundles/io.parley.protocol.mqtt/CONFORMANCE.md");

    private static final String HEAD = """
            # Normative statements and their tests

            Every statement of both OASIS specifications ([MQTT-x.y.z-n]), in short, with the test of it. This page is written from
            `runtime/itest-mqtt/src/test/resources/statements-*.tsv`; `TableTest` compares them and fails when a statement that binds a
            server has no test. `mvn verify -Dparley.conformance.write=true -pl runtime/itest-mqtt -am` writes it anew.

            Each test sends raw bytes and asserts the raw answer, against the built handler on the real services. `ControlTest` breaks each
            statement and expects its test to fail; the last column says how (statements about WebSocket are the transport's, and tested there):

            | control | what is broken |
            |---|---|
            | `rule` | the handler does not enforce the rule; with an id: another rule, of which the statement is a case |
            | `without Type.method` | that method of the handler does nothing |
            | `returns 1 Type.method` | that method of the handler returns that number; 1 is true |
            | `UPPER_CASE` | the gateway behind the handler breaks that promise (`GatewaySabotage`) |
            | `drop`, `twice`, `late`, `flags`, `body`, `omit`, `add` | packets of that type are altered on their way to the client (`PacketSabotage`) |
            """;

    private Page() {}

    static String text(List<String> versions) {
        StringBuilder page = new StringBuilder(HEAD);
        for (String version : versions) {
            List<Statement> all = Statement.all(version);
            long server =
                    all.stream().filter(row -> row.side().bindsTheServer()).count();
            page.append("\n## MQTT ").append(version).append("\n\n");
            page.append(all.size())
                    .append(" statements, of which ")
                    .append(server)
                    .append(" bind a server.\n\n");
            page.append("| statement | binds | in short | test | control |\n|---|---|---|---|---|\n");
            all.forEach(row -> page.append(line(row)));
        }
        return page.toString();
    }

    private static String line(Statement row) {
        String tests = !row.tests().isEmpty() ? "`" + String.join("`, `", row.tests()) + "`" : "";
        String control = row.control().isEmpty() ? "" : "`" + row.control() + "`";
        String side = row.side().name().toLowerCase(java.util.Locale.ROOT);
        return "| " + row.id() + " | " + side + " | " + row.meaning().replace("|", "\\|") + " | " + tests + " | "
                + control + " |\n";
    }

    static String stored() throws IOException {
        return Files.exists(FILE) ? Files.readString(FILE) : "";
    }

    static void store(String text) throws IOException {
        Files.writeString(FILE, text);
    }
}
