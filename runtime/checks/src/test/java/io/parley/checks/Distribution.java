package io.parley.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that the build has made. */
final class Distribution {

    static final Path ROOT = Path.of(System.getProperty("parley.root"));
    static final Path HOME = ROOT.resolve("runtime/felix/target/parley");

    private Distribution() {}

    /** All bundles. */
    static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("bundles"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** Parley's own bundles. */
    static List<Path> ownBundles() throws IOException {
        return bundles().stream()
                .filter(file -> name(file).startsWith("io.parley."))
                .toList();
    }

    /** A bundle's symbolic name, which is its file's. */
    static String name(Path bundle) {
        return bundle.getFileName().toString().replaceFirst("\\.jar$", "");
    }
}
