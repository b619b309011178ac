package io.parley.engine.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read is the same, and refused in the same way, wherever the bytes are. */
@Timeout(30)
class RecordReaderTest {

    private static final long[] NUMBERS = {0, 1, 127, 128, 300, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1, -300};
    private static final String[] TEXTS = {"", "a", "stored-0000001", "größer", "日本"};

    private static byte[] written() {
        RecordWriter out = new RecordWriter(64);
        for (long number : NUMBERS) {
            out.number(number).fixed(number);
        }
        for (String text : TEXTS) {
            out.text(text).text(text);
        }
        return out.octet(200)
                .integers(List.of(1, 2, 70_000))
                .bytes(Payload.wrap(ByteBuffer.wrap(new byte[] {5, 6, 7})))
                .octet(1)
                .toArray();
    }

    private static List<Object> read(RecordReader in) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < NUMBERS.length; i++) {
            all.add(in.number());
            all.add(in.fixed());
        }
        for (int i = 0; i < TEXTS.length; i++) {
            all.add(in.text());
            in.skipBytes();
        }
        all.add(in.octet());
        all.add(in.integers());
        all.add(Arrays.toString(in.bytes().toBytes()));
        all.add(in.hasMore());
        all.add(in.octet());
        all.add(in.hasMore());
        return all;
    }

    private static List<Supplier<RecordReader>> readers(byte[] bytes) {
        return List.of(
                () -> new RecordReader(bytes),
                () -> new RecordReader(ByteBuffer.wrap(bytes)),
                () -> new RecordReader(
                        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()),
                () -> new RecordReader(ByteBuffer.wrap(bytes).asReadOnlyBuffer()),
                () -> new RecordReader(ByteBuffer.allocate(bytes.length + 3)
                        .position(3)
                        .put(bytes)
                        .position(3)
                        .slice()));
    }

    @Test
    void itIsTheSameWhereverItIs() {
        List<Object> expected = new ArrayList<>();
        for (long number : NUMBERS) {
            expected.add(number);
            expected.add(number);
        }
        expected.addAll(List.of(TEXTS));
        expected.addAll(List.of(200, List.of(1, 2, 70_000), "[5, 6, 7]", true, 1, false));
        for (Supplier<RecordReader> reader : readers(written())) {
            assertEquals(expected, read(reader.get()));
        }
    }

    @Test
    void anAddressIsWhatItsTextIs() {
        for (Address.Kind kind : Address.Kind.values()) {
            for (String name : List.of("a", "größer/日本", "queue:")) {
                Address address = new Address(kind, name);
                byte[] bytes = new RecordWriter(64)
                        .text(address.toString())
                        .text("behind")
                        .toArray();
                for (Supplier<RecordReader> reader : readers(bytes)) {
                    RecordReader in = reader.get();
                    assertEquals(address, in.address());
                    assertEquals("behind", in.text());
                }
            }
        }
        // Its length is a colon.
        String behind = "x".repeat(58);
        for (String text : List.of("", "topic", "topic:", "topics:a", "Topic:a")) {
            for (Supplier<RecordReader> reader :
                    readers(new RecordWriter(64).text(text).text(behind).toArray())) {
                assertThrows(IllegalArgumentException.class, () -> reader.get().address());
            }
        }
    }

    @Test
    void whatEndsTooEarlyIsRefused() {
        byte[] all = written();
        for (int length = 0; length < all.length; length++) {
            for (Supplier<RecordReader> reader : readers(Arrays.copyOf(all, length))) {
                RuntimeException refused = assertThrows(RuntimeException.class, () -> read(reader.get()));
                assertTrue(
                        refused instanceof BufferUnderflowException || refused instanceof IllegalArgumentException,
                        () -> refused + " at other bytes than these");
            }
        }
    }

    @Test
    void payloadOfPiecesIsCopiedToItsPlace() {
        ByteBuffer first = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        ByteBuffer second = ByteBuffer.allocateDirect(2).put(0, (byte) 3).put(1, (byte) 4);
        Payload payload = Payload.wrap(first, second);
        for (int twice = 0; twice < 2; twice++) {
            byte[] target = new byte[6];
            payload.copyTo(target, 1);
            assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 0}, target);
        }
        assertArrayEquals(new byte[] {1, 2, 3, 4}, payload.toBytes());
        assertThrows(IndexOutOfBoundsException.class, () -> payload.copyTo(new byte[4], 1));
        assertThrows(IndexOutOfBoundsException.class, () -> payload.copyTo(new byte[6], -1));
    }
}
