package io.parley.spi.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class DataFolderTest {

    private static final Path ROOT = Path.of("/").toAbsolutePath();

    @Test
    void isWhatThePropertySays() {
        assertEquals(
                ROOT.resolve("srv/parley"),
                DataFolder.of(context(Map.of("parley.data", ROOT + "srv/parley", "karaf.base", ROOT + "karaf"))));
    }

    @Test
    void isNoPartOfWhatKarafEmpties() {
        assertEquals(ROOT.resolve("karaf/parley"), DataFolder.of(context(Map.of("karaf.base", ROOT + "karaf"))));
    }

    @Test
    void isInTheFolderOfTheProcessOtherwise() {
        assertEquals(Path.of("data").toAbsolutePath(), DataFolder.of(context(Map.of())));
    }

    private static BundleContext context(Map<String, String> properties) {
        return (BundleContext) Proxy.newProxyInstance(
                DataFolderTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> properties.get(arguments[0]));
    }
}
