package io.parley.itest.swap;

import io.parley.bench.server.Folders;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The distribution less one bundle. */
final class Without {

    private Without() {}

    /** Its {@code run} script; everything but the list of bundles is the distribution's own. */
    static Path bundle(String name) throws IOException {
        Path home = Installation.home();
        Path made = Folders.fresh(Path.of("target", "without-" + name).toAbsolutePath());
        Files.createSymbolicLink(made.resolve("lib"), home.resolve("lib"));
        Files.createSymbolicLink(made.resolve("config"), home.resolve("config"));
        Path bundles = Files.createDirectory(made.resolve("bundles"));
        try (Stream<Path> jars = Files.list(home.resolve("bundles"))) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar") && !file.endsWith(name + ".jar"))
                    .toList()) {
                Files.createSymbolicLink(bundles.resolve(jar.getFileName()), jar);
            }
        }
        List<String> all = Files.readAllLines(home.resolve("bundles/start-levels"));
        Files.write(
                bundles.resolve("start-levels"),
                all.stream().filter(line -> !line.endsWith(" " + name)).toList());
        return Files.copy(home.resolve("run"), made.resolve("run"));
    }
}
