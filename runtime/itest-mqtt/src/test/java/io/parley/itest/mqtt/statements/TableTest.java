package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The table is whole, and names tests that there are. */
final class TableTest {

    /** How many statements the specifications have. */
    private static final Map<String, Integer> VERSIONS = Map.of("3.1.1", 141, "5.0", 253);

    /** Tests of what is the transport's, where they are. */
    private static final Path TRANSPORT = Path.of("../../bundles/io.parley.transport/src/test/java");

    @Test
    void eachStatementOfTheServerHasTestsThatThereAre() {
        assertAll(versions().stream()
                .flatMap(version -> Statement.all(version).stream())
                .map(TableTest::check));
    }

    private static Executable check(Statement row) {
        return () -> {
            assertTrue(row.id().matches("MQTT-\\d\\.\\d+\\.\\d+-\\d+"), row.id());
            assertFalse(row.meaning().isBlank(), row.id());
            if (!row.side().bindsTheServer() && row.tests().isEmpty()) {
                return;
            }
            assertFalse(row.tests().isEmpty(), row.id() + " has no test");
            boolean transport = row.tests().get(0).startsWith("io.parley.transport.");
            assertEquals(transport, row.control().isEmpty(), row.id() + " has a control, unless it is the transport's");
            for (String test : row.tests()) {
                boolean there =
                        transport ? isInTransport(test) : NamedTest.find(test).isPresent();
                assertTrue(there, row.id() + ": there is no test " + test);
            }
        };
    }

    private static boolean isInTransport(String test) throws IOException {
        String[] parts = test.split("#");
        Path source = TRANSPORT.resolve(parts[0].replace('.', '/') + ".java");
        return Files.readString(source).contains("void " + parts[1] + "(");
    }

    @Test
    void noStatementIsMissingOrTwice() {
        VERSIONS.forEach((version, count) -> {
            List<Statement> all = Statement.all(version);
            assertEquals(count, all.size(), version);
            assertEquals(
                    count,
                    all.stream().map(Statement::id).collect(Collectors.toSet()).size(),
                    version);
        });
    }

    @Test
    void statementsOfASectionAreNumberedWithoutGap() {
        for (String version : versions()) {
            Map<String, List<Integer>> sections = Statement.all(version).stream()
                    .map(Statement::id)
                    .collect(Collectors.groupingBy(
                            id -> id.substring(0, id.lastIndexOf('-')),
                            Collectors.mapping(
                                    id -> Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)),
                                    Collectors.toList())));
            sections.forEach((section, numbers) -> {
                int first = section.equals("MQTT-2.2.1") ? 2 : 1; // 5.0 has no MQTT-2.2.1-1
                for (int i = 0; i < numbers.size(); i++) {
                    assertEquals(first + i, numbers.get(i), version + " " + section + ": " + numbers);
                }
            });
        }
    }

    @Test
    void thePageIsThatOfTheTable() throws IOException {
        String text = Page.text(versions());
        if (Boolean.getBoolean("parley.conformance.write")) {
            Page.store(text);
        }
        assertEquals(text, Page.stored(), "Write the page anew: -Dparley.conformance.write=true");
    }

    private static List<String> versions() {
        return VERSIONS.keySet().stream().sorted().toList();
    }
}
