package io.parley.itest.clients;

import static org.junit.jupiter.api.Assumptions.abort;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Third parties' packages, unpacked under {@code target/} without root. */
final class Unpacked {

    /** The folder with the programs of this project upon those packages. */
    static final Path CLIENTS =
            Path.of(System.getProperty("parley.clients", "src/test/clients")).toAbsolutePath();

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Unpacked() {}

    /** Whether the build asks not to use what is installed. */
    static boolean wanted() {
        return Boolean.getBoolean("parley.unpack");
    }

    /**
     * The root of a folder tree with the content of those Debian packages.
     *
     * <p>Aborts the test where there is no network or no apt.
     */
    static synchronized Path debian(String... packages) throws IOException {
        Path root = TARGET.resolve("debian/root");
        Path downloads = Files.createDirectories(TARGET.resolve("debian/downloads"));
        for (String name : packages) {
            if (find(downloads, name).isEmpty()) {
                run(downloads, List.of("apt-get", "download", name));
            }
            run(downloads, List.of("dpkg", "-x", find(downloads, name).get(0).toString(), root.toString()));
        }
        return root;
    }

    /** The folders with shared libraries below a folder, as {@code LD_LIBRARY_PATH} wants them. */
    static String libraries(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("usr/lib"))) {
            return files.filter(file -> file.getFileName().toString().contains(".so"))
                    .map(file -> file.getParent().toString())
                    .distinct()
                    .collect(Collectors.joining(":"));
        }
    }

    /** The folder {@code node_modules} with the packages of {@code src/test/clients/package-lock.json}. */
    static synchronized Path node() throws IOException {
        Path folder = Files.createDirectories(TARGET.resolve("node"));
        Path modules = folder.resolve("node_modules");
        if (!Files.exists(modules.resolve(".package-lock.json"))) {
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.writeString(folder.resolve(file), Files.readString(CLIENTS.resolve(file)));
            }
            run(folder, List.of("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"));
        }
        return modules;
    }

    /** Runs a program to its end; whether it exists and ended well. */
    static boolean works(List<String> command, Map<String, String> environment) {
        try (ChildProcess process = new ChildProcess(command.get(0), command, TARGET, environment)) {
            return process.awaitEnd(LIMIT) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(Path folder, List<String> command) {
        run(folder, command, Map.of());
    }

    /** Runs a program to its end; aborts the test unless it ends well. */
    static void run(Path folder, List<String> command, Map<String, String> environment) {
        String what = String.join(" ", command);
        try (ChildProcess process = new ChildProcess(command.get(0), command, folder, environment)) {
            if (process.awaitEnd(LIMIT) != 0) {
                abort("\"" + what + "\" failed, perhaps without network:\n" + process.output());
            }
        } catch (IOException e) {
            abort("\"" + what + "\" cannot be run: " + e.getMessage());
        }
    }

    private static List<Path> find(Path downloads, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(downloads)) {
            files.filter(file -> file.getFileName().toString().startsWith(name + "_"))
                    .forEach(found::add);
        }
        return found;
    }
}
