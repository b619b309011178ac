package io.parley.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

@Timeout(60)
class DefinitionsTest {

    private static final String METATYPE =
            "<metatype:MetaData xmlns:metatype='http://www.osgi.org/xmlns/metatype/v1.3.0'>"
                    + "<OCD id='one' name='One'><AD id='size' type='Integer' min='1' default='5'/></OCD>"
                    + "<Designate pid='io.parley.one'><Object ocdref='one'/></Designate></metatype:MetaData>";

    @TempDir
    private Path folder;

    private Framework framework;
    private BundleContext context;

    @BeforeEach
    void start() throws BundleException {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString()));
        framework.start();
        context = framework.getBundleContext();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    /** A bundle that another thread updates is not resolved meanwhile: its update would fail. */
    @Test
    void areReadWithoutResolvingTheBundle() throws Exception {
        Bundle bundle = install("OSGI-INF/metatype/one.xml", METATYPE);

        Definitions definitions = Definitions.of(context);

        assertEquals(
                Set.of("size"),
                definitions.of("io.parley.one").orElseThrow().keys().keySet());
        assertEquals(Bundle.INSTALLED, bundle.getState());
    }

    @Test
    void ofOtherFilesAreNone() throws Exception {
        install("OSGI-INF/metatype/notes.txt", "size is 5");

        assertEquals(Map.of(), Definitions.of(context).pids());
    }

    @Test
    void namesBundleAndFileThatIsNoMetatype() throws Exception {
        install("OSGI-INF/metatype/one.xml", "<OCD");

        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> Definitions.of(context));

        assertTrue(
                refused.getMessage().startsWith("one: OSGI-INF/metatype/one.xml is no metatype: "),
                refused.getMessage());
    }

    private Bundle install(String file, String text) throws BundleException, IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "one");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry(file));
            jar.write(text.getBytes(StandardCharsets.UTF_8));
        }
        InputStream in = new ByteArrayInputStream(bytes.toByteArray());
        return context.installBundle("test:one", in);
    }
}
