package io.parley.testkit;

import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Payloads for tests. */
public final class Payloads {

    private Payloads() {}

    /** Random bytes, of which every second block repeats, so that half of them can be compressed. */
    public static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        for (int at = 512; at + 512 <= size; at += 1024) {
            System.arraycopy(bytes, at - 512, bytes, at, 512);
        }
        return bytes;
    }

    /** The bytes cut at random places into buffers of all kinds: in heap and outside, with and without an offset. */
    public static Payload cut(Random random, byte[] bytes) {
        List<ByteBuffer> parts = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(20)));
            parts.add(part(random, bytes, at, length));
            at += length;
        }
        return Payload.wrap(parts.toArray(ByteBuffer[]::new));
    }

    private static ByteBuffer part(Random random, byte[] bytes, int at, int length) {
        if (random.nextBoolean()) {
            return ByteBuffer.wrap(bytes, at, length).slice();
        }
        ByteBuffer outside = ByteBuffer.allocateDirect(length + 3).position(3);
        return outside.put(bytes, at, length).flip().position(3);
    }
}
