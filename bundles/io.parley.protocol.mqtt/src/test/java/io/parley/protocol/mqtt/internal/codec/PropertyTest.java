package io.parley.protocol.mqtt.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PropertyTest {

    /** Loads the codec anew, so that none of its classes has been used. */
    private static final class Anew extends ClassLoader {

        Anew() {
            super(PropertyTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PropertyTest.class.getPackageName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Field field(Class<?> of, String name) throws ReflectiveOperationException {
        Field field = of.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** The first packet with properties may be one with a will. */
    @ParameterizedTest
    @ValueSource(strings = {"Property", "Property$Places", "PacketType", "Properties"})
    void eachHasItsPlacesWhateverIsUsedFirst(String first) throws ReflectiveOperationException {
        ClassLoader anew = new Anew();
        String codec = PropertyTest.class.getPackageName() + '.';
        Class.forName(codec + first, true, anew);
        Class<?> property = anew.loadClass(codec + "Property");
        Method of = property.getDeclaredMethod("of", int.class, int.class);
        of.setAccessible(true);
        int will = field(anew.loadClass(codec + "Property$Places"), "WILL").getInt(null);
        int publish = 1 << PacketType.PUBLISH.ordinal();
        for (Property here : Property.values()) {
            for (int place : new int[] {will, publish, 1 << PacketType.CONNECT.ordinal()}) {
                Object there = of.invoke(null, here.id(), place);
                assertEquals(Property.of(here.id(), place) == null, there == null, here + " at " + place);
            }
        }
        assertNotNull(of.invoke(null, Property.RESPONSE_TOPIC.id(), publish));
        assertNotNull(of.invoke(null, Property.CONTENT_TYPE.id(), will));
    }
}
