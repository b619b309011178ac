package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.serializer.Serializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every {@link Serializer} of structured values keeps. */
public abstract class SerializerContract {

    /** A value for the tests, with what structured forms have in common. */
    public record Order(
            UUID id,
            String customer,
            long cents,
            double weight,
            boolean paid,
            List<Line> lines,
            Map<String, String> notes) {}

    /** A part of a value. */
    public record Line(String article, int count) {}

    private final Random random = new Random(20_260_101);

    /** The one under test; asked for once a test. */
    protected abstract Serializer serializer();

    private static Order order(int lines, String customer) {
        return new Order(
                new UUID(1, lines),
                customer,
                Long.MAX_VALUE - lines,
                0.1 + lines,
                lines % 2 == 0,
                IntStream.range(0, lines)
                        .mapToObj(i -> new Line("article " + i, i))
                        .toList(),
                Map.of("a.b", "dotted", "empty", ""));
    }

    @Test
    void recordsComeBackEqual() throws Exception {
        Serializer serializer = serializer();
        for (int lines : new int[] {0, 1, 7, 100, 50_000}) {
            Order order = order(lines, "Zoë 𝄞 \"\\\u0000\n");

            Payload payload = serializer.write(order);

            assertEquals(order, serializer.read(payload, Order.class));
            assertEquals(order, serializer.read(Payloads.cut(random, payload.toBytes()), Order.class));
        }
    }

    @Test
    void absentPartsStayAbsent() throws Exception {
        Order order = new Order(null, null, 0, 0, false, null, null);

        assertEquals(order, serializer().read(serializer().write(order), Order.class));
    }

    @Test
    void simpleValuesComeBackEqual() throws Exception {
        Serializer serializer = serializer();

        assertEquals("text", serializer.read(serializer.write("text"), String.class));
        assertEquals(-5L, serializer.read(serializer.write(-5L), Long.class));
        assertEquals(Map.of("k", "v"), serializer.read(serializer.write(Map.of("k", "v")), Map.class));
        assertEquals(List.of(1, 2), serializer.read(serializer.write(List.of(1, 2)), List.class));
    }

    @Test
    void fieldsAreFoundByTheirPath() throws Exception {
        Payload payload =
                Payloads.cut(random, serializer().write(order(3, "Zoë")).toBytes());

        assertEquals(Optional.of("Zoë"), field(payload, "customer"));
        assertEquals(Optional.of(Long.MAX_VALUE - 3), field(payload, "cents"));
        assertEquals(Optional.of(3.1), field(payload, "weight"));
        assertEquals(Optional.of(false), field(payload, "paid"));
        assertEquals(Optional.of("article 2"), field(payload, "lines.2.article"));
        assertEquals(Optional.of(1L), field(payload, "lines.1.count"));
        assertEquals(Optional.of(""), field(payload, "notes.empty"));
    }

    @Test
    void whatIsNoScalarIsNoField() throws Exception {
        Payload payload =
                serializer().write(new Order(null, "c", 1, 1, true, order(1, "").lines(), Map.of()));

        for (String path : List.of(
                "id",
                "lines",
                "lines.0",
                "lines.1.count",
                "lines.x",
                "lines.-1",
                "notes.none",
                "none",
                "customer.x",
                "none.at.all",
                "",
                ".",
                "customer.")) {
            assertEquals(Optional.empty(), field(payload, path), path);
        }
    }

    private Optional<Object> field(Payload payload, String path) throws PluginException {
        return serializer().field(payload, path);
    }

    @Test
    void anotherTypeOrDamageIsRefusedInWords() throws Exception {
        Serializer serializer = serializer();
        byte[] bytes = serializer.write(order(3, "c")).toBytes();

        assertRefused(() -> serializer.read(serializer.write("text"), Order.class));
        assertRefused(() -> serializer.read(Payload.empty(), Order.class));
        assertRefused(() -> serializer.field(Payload.empty(), "customer"));
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertRefused(() -> serializer.read(Payload.copyOf(part), Order.class));
        }
    }

    private static void assertRefused(Executable action) {
        assertFalse(assertThrows(PluginException.class, action).getMessage().isBlank());
    }

    /** Any outcome is allowed but one that is no {@link PluginException}. */
    @Test
    void randomBytesDoNoHarm() throws Exception {
        Serializer serializer = serializer();
        byte[] good = serializer.write(order(2, "c")).toBytes();
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = round % 2 == 0 ? new byte[random.nextInt(100)] : good.clone();
            if (round % 2 == 0) {
                random.nextBytes(bytes);
            } else {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                serializer.field(Payload.copyOf(bytes), "lines.1.count");
                serializer.read(Payload.copyOf(bytes), Order.class);
            } catch (PluginException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Serializer serializer = serializer();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int own = thread;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 100; round++) {
                    Order order = order(own, "customer " + round);
                    try {
                        assertEquals(order, serializer.read(serializer.write(order), Order.class));
                    } catch (PluginException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
