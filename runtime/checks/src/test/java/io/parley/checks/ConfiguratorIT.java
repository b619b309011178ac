package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.cm.json.io.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.configurator.ConfiguratorConstants;

/** Configurations in JSON (OSGi Compendium, chapter 150), for which Felix' Configurator is put into {@code deploy/}. */
class ConfiguratorIT {

    private static final String JSON = """
            {
              ":configurator:resource-version": 1,
              "io.parley.queue~from-json": {
                "compressor": "zstd",
                "max.messages:Integer": 7
              }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void configurationsComeInJson() throws Exception {
        Path deploy = Files.createDirectories(folder.resolve("data/deploy"));
        for (Class<?> part : List.of(Json.class, Configurations.class, ConfiguratorConstants.class)) {
            Path jar = Path.of(
                    part.getProtectionDomain().getCodeSource().getLocation().toURI());
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        Path settings = deploy.resolve("settings.jar");
        write(settings);
        Path data = folder.resolve("data");
        try (Runtime runtime =
                new Runtime(folder, "--data", data.toString(), "--set", "io.parley.listener~mqtt:port=0")) {
            Path log = folder.resolve("data/log/parley.log");
            runtime.await("parley: ready").awaitLine(log, "queue:from-json is configured by io.parley.queue~from-json");
            String shown = config(data);
            assertTrue(shown.matches("(?s).*queue~from-json +compressor +zstd +Config Admin\\n.*"), shown);
            assertTrue(shown.matches("(?s).*queue~from-json +max.messages +7 +Config Admin\\n.*"), shown);
            Files.delete(settings);
            runtime.awaitLine(log, "org.example.settings 1.0.0 is uninstalled");
            long end = System.nanoTime() + 30_000_000_000L;
            while (config(data).contains("from-json")) {
                assertTrue(System.nanoTime() < end, "the configuration is still there");
            }
            assertEquals(0, runtime.terminate());
        }
    }

    private static String config(Path data) throws Exception {
        return Shell.execute(data, 0, "parley:config") + "\n";
    }

    /** A bundle with nothing but a configuration. */
    private static void write(Path file) throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "org.example.settings");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.configurator)\"");
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            out.putNextEntry(new JarEntry("OSGI-INF/configurator/queues.json"));
            out.write(JSON.getBytes(StandardCharsets.UTF_8));
        }
    }
}
