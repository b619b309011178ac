package io.parley.itest;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.UrlProvisionOption;

/** The distribution's bundles, as options of a test container. */
final class Distribution {

    private static final Path BUNDLES = Path.of(System.getProperty("parley.bundles", "../felix/target/parley/bundles"));

    /** The one that is not to be started. */
    private static final String FRAGMENT = "io.parley.logging";

    private Distribution() {}

    /** @param name of the data folder, emptied first */
    static Option[] options(String name) throws IOException {
        Path data = Path.of(System.getProperty("parley.work", "target"), "data-" + name);
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.walk(data)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        }
        List<Option> options = new ArrayList<>();
        options.add(junitBundles());
        options.add(frameworkStartLevel(10));
        options.add(frameworkProperty("parley.data").value(data.toAbsolutePath().toString()));
        options.add(systemProperty("parley.data").value(data.toAbsolutePath().toString()));
        options.add(
                systemProperty("parley.bundles").value(BUNDLES.toAbsolutePath().toString()));
        options.add(frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile")
                .value(BUNDLES.resolveSibling("config/logback.xml")
                        .toAbsolutePath()
                        .toString()));
        options.add(systemProperty("parley.soak").value(System.getProperty("parley.soak", "false")));
        for (String line : Files.readAllLines(BUNDLES.resolve("start-levels"))) {
            String[] words = line.trim().split("\\s+");
            if (words.length == 2 && !words[0].startsWith("#") && wanted(words[1])) {
                UrlProvisionOption bundle =
                        bundle(jar(words[1]).toUri().toString()).startLevel(Integer.parseInt(words[0]));
                options.add(words[1].equals(FRAGMENT) ? bundle.noStart() : bundle);
            }
        }
        return new Option[] {composite(options.toArray(Option[]::new))};
    }

    /** Without what talks to a terminal or watches folders. */
    private static boolean wanted(String bundle) {
        return !bundle.startsWith("org.apache.felix.gogo")
                && !bundle.equals("org.apache.felix.fileinstall")
                && !bundle.equals("io.parley.runtime")
                && !bundle.equals("io.parley.shell");
    }

    static Path jar(String name) throws IOException {
        try (Stream<Path> files = Files.list(BUNDLES)) {
            return files.filter(file ->
                            file.getFileName().toString().matches(name.replace(".", "\\.") + "(-[0-9].*)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("No " + name + " in " + BUNDLES));
        }
    }
}
