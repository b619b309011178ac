package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds a topic name's field, length first, for an address; those sent lately cost no encoding. A direct-mapped table
 * that begins small and is bounded in slots and in bytes a slot. It also holds the topic aliases of MQTT 5: a topic gets one
 * when it is sent for the second time, as long as there are any, and loses it to the topic that takes its slot.
 */
final class OutboundTopics {

    /** Stands for an address that no topic name can express. */
    static final Topic NONE = new Topic(Address.topic("+"), new byte[0]);

    static final String STATE = "aliases.out";

    private static final int FIRST_SLOTS = 4;
    private static final int MAX_SLOTS = 256;
    private static final int MAX_FIELD = 258;

    /** What an alias adds to a PUBLISH: shorter names need none. */
    private static final int ALIAS_BYTES = 3;

    /** A topic sent lately. */
    static final class Topic {
        private final Address address;

        /** Length first; not to be changed. */
        final byte[] field;

        private boolean sent;
        private int alias;

        /** Whether the client knows what the alias stands for. */
        boolean announced;

        private Topic(Address address, byte[] field) {
            this.address = address;
            this.field = field;
        }
    }

    private final int maximum;
    private Topic[] slots;
    private int aliases;

    /** @param maximum the most aliases, 0 for none */
    OutboundTopics(int maximum) {
        this.maximum = Math.min(maximum, MAX_SLOTS);
    }

    /** The topic of that address; {@link #NONE} where there is none. */
    Topic find(Address address) {
        int hash = hash(address);
        if (slots != null) {
            Topic topic = slots[hash & slots.length - 1];
            if (topic != null && same(topic.address, address)) {
                return topic;
            }
        }
        Topic topic = encode(address);
        if (topic != NONE && topic.field.length <= MAX_FIELD) {
            keep(hash, topic);
        }
        return topic;
    }

    /** The alias of a topic that is about to be sent; 0 for none. */
    int alias(Topic topic) {
        if (!topic.sent) {
            topic.sent = true;
            return 0;
        }
        if (topic.alias == 0 && aliases < maximum && topic.field.length > 2 + ALIAS_BYTES) {
            topic.alias = ++aliases;
        }
        return topic.alias;
    }

    private void keep(int hash, Topic topic) {
        if (slots == null) {
            slots = new Topic[FIRST_SLOTS];
        } else if (slots[hash & slots.length - 1] != null && slots.length < MAX_SLOTS) {
            Topic[] wider = new Topic[slots.length * 2];
            for (Topic old : slots) {
                if (old != null) {
                    wider[hash(old.address) & wider.length - 1] = old;
                }
            }
            slots = wider;
        }
        int slot = hash & slots.length - 1;
        if (slots[slot] != null) {
            topic.alias = slots[slot].alias;
        }
        slots[slot] = topic;
    }

    private static int hash(Address address) {
        int hash = address.name().hashCode() * 31 + address.kind().ordinal();
        return hash ^ hash >>> 16;
    }

    private static boolean same(Address one, Address other) {
        return one == other || one.kind() == other.kind() && one.name().equals(other.name());
    }

    /** Applications may name a topic with wildcards or lone surrogates, which MQTT cannot carry ([MQTT-3.3.2-2]). */
    private static Topic encode(Address address) {
        String name = Topics.topic(address);
        int length = Topics.hasWildcard(name) ? -1 : Utf8.length(name);
        if (length < 0) {
            return NONE;
        }
        byte[] field = new byte[2 + length];
        Utf8.put(ByteBuffer.wrap(field), name);
        return new Topic(address, field);
    }

    /** The aliases as text: the highest one, then number and address of each that the client knows, all closed by U+0000. */
    String state() {
        StringBuilder text = new StringBuilder().append(aliases).append('\0');
        if (slots != null) {
            Arrays.stream(slots)
                    .filter(topic -> topic != null && topic.announced)
                    .forEach(topic -> text.append(topic.alias)
                            .append('\0')
                            .append(topic.address)
                            .append('\0'));
        }
        return text.toString();
    }

    /** Reads what {@link #state} wrote. Of those whose slot is taken twice, the former's number is not used again. */
    void restore(String state) {
        String[] parts = state.split("\0");
        aliases = Integer.parseInt(parts[0]);
        for (int i = 1; i < parts.length; i += 2) {
            Topic topic = find(Address.parse(parts[i + 1]));
            topic.sent = true;
            topic.alias = Integer.parseInt(parts[i]);
            topic.announced = true;
        }
    }
}
