package io.parley.itest.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The features bring what the distribution on Felix has. */
class FeatureFileTest {

    /** Felix alone has a launcher, and Logback. */
    private static final Set<String> FELIX_ONLY = Set.of("io.parley.runtime", "io.parley.logging");

    private static final Pattern BUNDLE =
            Pattern.compile("start-level=\"(\\d+)\"[^>]*>mvn:io\\.parley/(io\\.parley\\.[\\w.]+)/");

    private String features;

    @BeforeEach
    void read() throws IOException {
        features = Files.readString(Path.of("../../features/src/main/feature/feature.xml"));
    }

    @Test
    void eachBundleIsInAFeatureAndStartsInTheSameOrder() throws IOException {
        Map<String, Integer> felix = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../felix/src/main/start-levels"))) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[1].startsWith("io.parley.") && !FELIX_ONLY.contains(words[1])) {
                felix.put(words[1], Integer.parseInt(words[0]));
            }
        }
        Map<String, Integer> karaf = new TreeMap<>();
        Matcher bundle = BUNDLE.matcher(features);
        while (bundle.find()) {
            karaf.put(bundle.group(2), Integer.parseInt(bundle.group(1)));
        }
        assertFalse(felix.isEmpty());
        assertEquals(felix.keySet(), karaf.keySet());
        felix.forEach((one, level) -> felix.forEach((other, higher) -> {
            if (level < higher) {
                assertFalse(karaf.get(one) >= karaf.get(other), () -> one + " has to start before " + other);
            }
        }));
    }

    @Test
    void eachConfigurationFileComesWithAFeature() throws IOException {
        Set<String> files;
        try (Stream<Path> all = Files.list(Path.of("../config"))) {
            files = all.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".cfg") && !name.equals("io.parley.runtime.cfg"))
                    .map(name -> name.replace('~', '-'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertFalse(files.isEmpty());
        List<String> brought = Pattern.compile("finalname=\"\\$\\{karaf\\.etc}/(io\\.parley[^\"]+)\"")
                .matcher(features)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
        assertEquals(List.copyOf(files), brought);
    }
}
