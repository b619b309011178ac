package io.parley.serializer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.serializer.Serializer;
import io.parley.testkit.Garbage;
import io.parley.testkit.SerializerContract;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class JsonCodecTest extends SerializerContract {

    /** With what Java records use beside the plain values. */
    public record Meeting(Instant start, Duration length, Optional<String> room) {}

    private final JsonCodec codec = new JsonCodec();

    @Override
    protected Serializer serializer() {
        return new Serializer() {
            @Override
            public Payload write(Object value) throws PluginException {
                return codec.write(value);
            }

            @Override
            public <T> T read(Payload payload, Class<T> type) throws PluginException {
                return codec.read(payload, type);
            }

            @Override
            public Optional<Object> field(Payload payload, String path) throws PluginException {
                return codec.field(payload, path);
            }
        };
    }

    @Test
    void timesAreTexts() throws Exception {
        Meeting meeting =
                new Meeting(Instant.parse("2026-01-02T03:04:05.678Z"), Duration.ofMinutes(90), Optional.of("blue"));

        Payload payload = codec.write(meeting);

        assertEquals(
                "{\"start\":\"2026-01-02T03:04:05.678Z\",\"length\":\"PT1H30M\",\"room\":\"blue\"}",
                new String(payload.toBytes()));
        assertEquals(meeting, codec.read(payload, Meeting.class));
    }

    @Test
    void unknownFieldsAreIgnoredAndMissingOnesAreNull() throws Exception {
        Payload payload = Payload.utf8("{\"article\":\"a\",\"colour\":\"red\"}");

        assertEquals(new Line("a", 0), codec.read(payload, Line.class));
    }

    @Test
    void numbersBeyondLongAndDoubleAreTexts() throws Exception {
        Payload payload = Payload.utf8("{\"big\":9223372036854775808,\"huge\":1e999,\"small\":-5e-1,\"null\":null}");

        assertEquals(Optional.of("9223372036854775808"), codec.field(payload, "big"));
        assertEquals(Optional.of("1e999"), codec.field(payload, "huge"));
        assertEquals(Optional.of(-0.5), codec.field(payload, "small"));
        assertEquals(Optional.empty(), codec.field(payload, "null"));
    }

    @Test
    void aRefusalNamesThePlace() {
        Payload wrong = Payload.utf8("{\"lines\":[{\"article\":\"a\",\"count\":1},{\"count\":\"many\"}]}");

        String message = refusal(() -> codec.read(wrong, Order.class));
        assertTrue(message.contains("lines.1.count") && message.contains("line 1"), message);
        String syntax = refusal(() -> codec.field(Payload.utf8("{\"a\":1,\n oops"), "b"));
        assertTrue(syntax.contains("line 2"), syntax);
        String more = refusal(() -> codec.read(Payload.utf8("{} {}"), Map.class));
        assertTrue(more.contains("railing"), more);
    }

    @Test
    void deepNestingEndsInWords() {
        Payload deep = Payload.utf8("[".repeat(100_000));

        assertTrue(refusal(() -> codec.read(deep, List.class)).contains("nesting"));
    }

    private static String refusal(Executable action) {
        return assertThrows(PluginException.class, action).getMessage();
    }

    @Test
    void aCodecThatIsGoneHoldsNoClasses() throws Exception {
        JsonCodec used = new JsonCodec();
        WeakReference<ClassLoader> loader = useTypeOfItsOwn(used);
        used = null;

        Garbage.awaitCollected(loader, "the class loader of a type that was read");
    }

    private static WeakReference<ClassLoader> useTypeOfItsOwn(JsonCodec used) throws Exception {
        ClassLoader loader = new Copying();
        Class<?> type = loader.loadClass(Line.class.getName());
        assertTrue(type != Line.class);
        Object value = used.read(Payload.utf8("{\"article\":\"a\",\"count\":1}"), type);
        assertEquals(
                "{\"article\":\"a\",\"count\":1}", new String(used.write(value).toBytes()));
        return new WeakReference<>(loader);
    }

    /** Defines the record anew. */
    private static final class Copying extends ClassLoader {
        Copying() {
            super(JsonCodecTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Line.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
