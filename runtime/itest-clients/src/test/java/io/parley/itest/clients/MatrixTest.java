package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of features and clients in README.md says what the tests do. */
final class MatrixTest {

    private static final Path README = Path.of("README.md");
    private static final Path CLASSES = Path.of("target/test-classes");

    @Test
    void theTableIsThatOfTheTests() throws IOException, ReflectiveOperationException {
        String readme = Files.readString(README);
        String table = table();
        int begin = readme.indexOf(table.lines().findFirst().orElseThrow());
        String written = begin < 0 ? "" : readme.substring(begin, Math.min(readme.length(), begin + table.length()));
        assertEquals(table, written, "README.md has another table");
    }

    private static String table() throws IOException, ReflectiveOperationException {
        Map<Feature, String> tests = tests();
        List<String> notes = new ArrayList<>();
        StringBuilder table = new StringBuilder("| feature | test |");
        Kits.ALL.forEach(kit -> table.append(" ").append(kit.title()).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(Kits.ALL.size())).append("\n");
        for (Feature feature : Feature.values()) {
            table.append("| %s | `%s` |".formatted(feature.title(), tests.get(feature)));
            for (Kit kit : Kits.ALL) {
                table.append(" ").append(cell(kit, feature, notes)).append(" |");
            }
            table.append("\n");
        }
        table.append("\n");
        for (int i = 0; i < notes.size(); i++) {
            table.append(i + 1).append(". ").append(notes.get(i)).append("\n");
        }
        return table.toString();
    }

    private static String cell(Kit kit, Feature feature, List<String> notes) {
        String why = kit.cannot().get(feature);
        String versions = Scenes.of(feature).stream()
                .filter(scene -> scene.kit() == kit)
                .map(scene -> scene.version().toString())
                .collect(Collectors.joining(", "));
        if (why == null && !versions.isEmpty()) {
            return versions;
        }
        if (why == null) {
            return "not in its version of MQTT";
        }
        if (!notes.contains(why)) {
            notes.add(why);
        }
        return "no (" + (notes.indexOf(why) + 1) + ")";
    }

    /** The test of each feature. */
    private static Map<Feature, String> tests() throws IOException, ReflectiveOperationException {
        Map<Feature, String> tests = new EnumMap<>(Feature.class);
        try (Stream<Path> files =
                Files.list(CLASSES.resolve(MatrixTest.class.getPackageName().replace('.', '/')))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("IT.class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                for (Method method : Class.forName(MatrixTest.class.getPackageName() + "." + name)
                        .getDeclaredMethods()) {
                    EachClient each = method.getAnnotation(EachClient.class);
                    Shows shows = method.getAnnotation(Shows.class);
                    if (each != null || shows != null) {
                        Feature feature = each != null ? each.value() : shows.value();
                        String other = tests.put(feature, name + "." + method.getName());
                        assertEquals(null, other, "two tests of " + feature);
                    }
                }
            }
        }
        return tests;
    }
}
