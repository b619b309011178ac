package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.engine.Condition;
import java.util.List;
import java.util.Map;

/**
 * There is room for messages whose time has come, besides those of their shard that are on their way there already. It is kept for each until it
 * waits no longer: in the moment in which it is there. Owned by the shard.
 */
final class Room implements Condition {

    private final Rooms rooms;
    private final Map<Address, Integer> kept;
    private final Address address;
    private final List<DelayedEntry> all;

    /**
     * @param kept for how many there is room already, by the address they go to
     * @param all go to that address
     */
    Room(Rooms rooms, Map<Address, Integer> kept, Address address, List<DelayedEntry> all) {
        this.rooms = rooms;
        this.kept = kept;
        this.address = address;
        this.all = all;
    }

    @Override
    public void reserve() {
        rooms.check(address, kept.getOrDefault(address, 0) + all.size());
        kept.merge(address, all.size(), Integer::sum);
        all.forEach(one -> one.room = this);
    }

    /** One needs its room no longer. */
    void left() {
        kept.computeIfPresent(address, (to, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void end(boolean committed) {
        all.forEach(DelayedEntry::leaveRoom);
    }
}
