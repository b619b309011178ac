package io.parley.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A distribution less one bundle. */
public final class Without {

    private Without() {}

    /**
     * Its {@code run} script; everything but the list of bundles is the distribution's own.
     *
     * @param home the unpacked distribution
     * @param name of the bundle
     * @param folder that is made anew
     */
    public static Path bundle(Path home, String name, Path folder) throws IOException {
        Path from = home.toAbsolutePath();
        Path made = Folders.fresh(folder.toAbsolutePath());
        Files.createSymbolicLink(made.resolve("lib"), from.resolve("lib"));
        Files.createSymbolicLink(made.resolve("config"), from.resolve("config"));
        Path bundles = Files.createDirectory(made.resolve("bundles"));
        try (Stream<Path> jars = Files.list(from.resolve("bundles"))) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar") && !file.endsWith(name + ".jar"))
                    .toList()) {
                Files.createSymbolicLink(bundles.resolve(jar.getFileName()), jar);
            }
        }
        List<String> all = Files.readAllLines(from.resolve("bundles/start-levels"));
        Files.write(
                bundles.resolve("start-levels"),
                all.stream().filter(line -> !line.endsWith(" " + name)).toList());
        return Files.copy(from.resolve("run"), made.resolve("run"));
    }
}
