package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.engine.Condition;
import java.util.Map;

/**
 * There is room for messages whose time has come, besides those of their shard that are on their way there already. It is kept until they are there: since
 * for a moment they count twice, one that would fit may be refused, and comes later; never is one taken for which there is no room. Owned by the shard.
 */
final class Room implements Condition {

    private final Rooms rooms;
    private final Map<Address, Integer> kept;
    private final Address address;
    private final int messages;

    /**
     * @param kept for how many there is room already, by the address they go to
     * @param messages so many go to that address
     */
    Room(Rooms rooms, Map<Address, Integer> kept, Address address, int messages) {
        this.rooms = rooms;
        this.kept = kept;
        this.address = address;
        this.messages = messages;
    }

    @Override
    public void reserve() {
        rooms.check(address, kept.getOrDefault(address, 0) + messages);
        kept.merge(address, messages, Integer::sum);
    }

    @Override
    public void end(boolean committed) {
        kept.computeIfPresent(address, (to, count) -> count == messages ? null : count - messages);
    }
}
