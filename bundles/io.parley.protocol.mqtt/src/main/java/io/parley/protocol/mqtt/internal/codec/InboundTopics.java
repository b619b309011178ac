package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the address for a topic's bytes; topics seen lately cost neither a decoding nor a check. A direct-mapped table
 * that begins small, since most clients publish to few topics, and is bounded in slots and in bytes a slot.
 */
final class InboundTopics {

    /** Stands for every topic that is the server's own, to which clients do not publish. */
    static final Address OWN = Address.topic("$");

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST_SLOTS = 4;
    private static final int MAX_SLOTS = 256;
    private static final int MAX_KEY = 256;

    private record Entry(int hash, byte[] key, Address address) {}

    private final Wire wire;
    private final Topics names;
    private Entry[] slots;

    InboundTopics(Wire wire, Topics names) {
        this.wire = wire;
        this.names = names;
    }

    /** The address for the next {@code length} bytes, which are read; {@link #OWN} where there is none. */
    Address read(ByteBuffer in, int length) throws MalformedPacketException {
        wire.need(in, length, PacketType.PUBLISH, "the topic name");
        int at = in.position();
        int hash = hash(in, at, length);
        if (slots != null) {
            Entry entry = slots[hash & slots.length - 1];
            if (entry != null && entry.hash == hash && same(entry.key, in, at, length)) {
                in.position(at + length);
                return entry.address;
            }
        }
        byte[] key = wire.bytes(in, length, PacketType.PUBLISH, "the topic name");
        String topic = wire.text(key, PacketType.PUBLISH, "the topic name");
        Address address = names.published(topic, PacketType.PUBLISH, "the topic name");
        if (address == null) {
            return OWN;
        }
        if (length <= MAX_KEY) {
            keep(new Entry(hash, key, address));
        }
        return address;
    }

    private void keep(Entry entry) {
        if (slots == null) {
            slots = new Entry[FIRST_SLOTS];
        } else if (slots[entry.hash & slots.length - 1] != null && slots.length < MAX_SLOTS) {
            Entry[] wider = new Entry[slots.length * 2];
            for (Entry old : slots) {
                if (old != null) {
                    wider[old.hash & wider.length - 1] = old;
                }
            }
            slots = wider;
        }
        slots[entry.hash & slots.length - 1] = entry;
    }

    private static int hash(ByteBuffer in, int at, int length) {
        long hash = length;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ in.getLong(at + i)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        for (; i < length; i++) {
            hash = hash * 31 + in.get(at + i);
        }
        hash *= 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash >>> 32);
    }

    private static boolean same(byte[] key, ByteBuffer in, int at, int length) {
        if (key.length != length) {
            return false;
        }
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            if ((long) LONGS.get(key, i) != in.getLong(at + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (key[i] != in.get(at + i)) {
                return false;
            }
        }
        return true;
    }
}
