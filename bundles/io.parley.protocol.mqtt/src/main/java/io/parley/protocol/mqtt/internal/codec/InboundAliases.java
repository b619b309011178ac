package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import java.util.Arrays;

/** What the client's topic aliases stand for. Grows with the highest one in use, which is checked before. */
final class InboundAliases {

    /** Of a client that uses none. Never put into. */
    static final InboundAliases NONE = new InboundAliases();

    static final String STATE = "aliases.in";

    private static final int FIRST_SLOTS = 4;

    private Address[] addresses = {};

    /** Null where the alias stands for nothing. */
    Address get(int alias) {
        return alias < addresses.length ? addresses[alias] : null;
    }

    void put(int alias, Address address) {
        if (alias >= addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.max(alias + 1, Math.max(FIRST_SLOTS, addresses.length * 2)));
        }
        addresses[alias] = address;
    }

    /** As text: number and address in turn, each closed by U+0000, which no address contains. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int alias = 0; alias < addresses.length; alias++) {
            if (addresses[alias] != null) {
                text.append(alias).append('\0').append(addresses[alias]).append('\0');
            }
        }
        return text.toString();
    }

    /** Reads what {@link #toString} wrote. */
    static InboundAliases parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        InboundAliases aliases = new InboundAliases();
        String[] parts = text.split("\0");
        for (int i = 0; i < parts.length; i += 2) {
            Address address = Address.parse(parts[i + 1]);
            aliases.put(Integer.parseInt(parts[i]), address.equals(InboundTopics.OWN) ? InboundTopics.OWN : address);
        }
        return aliases;
    }
}
