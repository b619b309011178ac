package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Finds a topic name's field, length first, for an address; those sent lately cost no encoding. A direct-mapped table
 * that begins small and is bounded in slots and in bytes a slot.
 */
final class OutboundTopics {

    /** Stands for an address that no topic name can express. */
    static final byte[] NONE = {};

    private static final int FIRST_SLOTS = 4;
    private static final int MAX_SLOTS = 256;
    private static final int MAX_FIELD = 258;
    private static final int MAX_BYTES = 65_535;

    private record Entry(Address address, byte[] field) {}

    private Entry[] slots;

    /** The field, not to be changed; {@link #NONE} where there is none. */
    byte[] field(Address address) {
        int hash = hash(address);
        if (slots != null) {
            Entry entry = slots[hash & slots.length - 1];
            if (entry != null && same(entry.address, address)) {
                return entry.field;
            }
        }
        byte[] field = encode(Topics.topic(address));
        if (field.length <= MAX_FIELD) {
            keep(hash, new Entry(address, field));
        }
        return field;
    }

    private void keep(int hash, Entry entry) {
        if (slots == null) {
            slots = new Entry[FIRST_SLOTS];
        } else if (slots[hash & slots.length - 1] != null && slots.length < MAX_SLOTS) {
            Entry[] wider = new Entry[slots.length * 2];
            for (Entry old : slots) {
                if (old != null) {
                    wider[hash(old.address) & wider.length - 1] = old;
                }
            }
            slots = wider;
        }
        slots[hash & slots.length - 1] = entry;
    }

    private static int hash(Address address) {
        int hash = address.name().hashCode() * 31 + address.kind().ordinal();
        return hash ^ hash >>> 16;
    }

    private static boolean same(Address one, Address other) {
        return one == other || one.kind() == other.kind() && one.name().equals(other.name());
    }

    /** Applications may name a topic with wildcards or lone surrogates, which MQTT cannot carry ([MQTT-3.3.2-2]). */
    private static byte[] encode(String topic) {
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            return NONE;
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(topic));
            if (bytes.remaining() > MAX_BYTES) {
                return NONE;
            }
            byte[] field = new byte[2 + bytes.remaining()];
            ByteBuffer.wrap(field).putShort((short) bytes.remaining()).put(bytes);
            return field;
        } catch (CharacterCodingException surrogate) {
            return NONE;
        }
    }
}
