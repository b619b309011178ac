package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources make the same jars, byte for byte, wherever and whenever they are built. */
class ReproducibleIT {

    @TempDir
    Path folder;

    @Test
    void noJarSaysWhenOrByWhomItWasBuilt() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Path bundle : Distribution.ownBundles()) {
            try (JarFile jar = new JarFile(bundle.toFile())) {
                for (String header :
                        List.of("Bnd-LastModified", "Created-By", "Build-Jdk", "Build-Jdk-Spec", "Tool", "Built-By")) {
                    if (jar.getManifest().getMainAttributes().getValue(header) != null) {
                        wrong.add(bundle.getFileName() + " has " + header);
                    }
                }
                long times = jar.stream().map(ZipEntry::getTimeLocal).distinct().count();
                if (times != 1) {
                    wrong.add(bundle.getFileName() + " has entries of " + times + " different times");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void bundleBuiltElsewhereIsTheSame() throws Exception {
        String bundle = "io.parley.api";
        for (String file : List.of("pom.xml", "LICENSE", "bundles/pom.xml")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(Distribution.ROOT.resolve(file), folder.resolve(file));
        }
        copy(Distribution.ROOT.resolve("bundles/" + bundle), folder.resolve("bundles/" + bundle));
        // Only the module that is built has to be there.
        Path pom = folder.resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replaceAll("<module>(?!bundles</module>|bundles/" + bundle + "</module>).*?</module>", ""));
        build(bundle);
        try (Stream<Path> built = Files.list(folder.resolve("bundles/" + bundle + "/target"))) {
            Path jar = built.filter(file -> file.toString().endsWith("-SNAPSHOT.jar"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(-1, Files.mismatch(Distribution.HOME.resolve("bundles/" + bundle + ".jar"), jar));
        }
    }

    private void build(String bundle) throws Exception {
        File log = folder.resolve("log").toFile();
        ProcessBuilder maven = new ProcessBuilder(
                        Path.of(System.getProperty("parley.maven"), "bin", "mvn")
                                .toString(),
                        "-B",
                        "-o",
                        "-Pquick",
                        "-DskipTests",
                        "-Dmaven.repo.local=" + System.getProperty("parley.local.repository"),
                        "-pl",
                        "bundles/" + bundle,
                        "-am",
                        "package")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log);
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = maven.start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the build does not end");
            assertEquals(0, process.exitValue(), () -> read(log.toPath()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !from.relativize(path).startsWith("target"))
                    .toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
