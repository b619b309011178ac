package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import java.util.function.Consumer;

/** Those whose states {@link SessionStates} changes and {@link StateWatches} watches: sessions, or groups. An entry is changed by its shard only. */
interface StateTable {

    /** What they are, for messages: {@code session} or {@code group}. */
    String what();

    /**
     * Any thread.
     *
     * @throws io.parley.api.message.RefusedException NOT_FOUND, when there is none
     */
    Entry require(String name);

    /**
     * As {@link #require}, with its state, for somebody who changes or watches it. On the shard.
     *
     * @throws io.parley.api.message.RefusedException also UNAVAILABLE, when the state cannot be read
     */
    Entry requireState(String name);

    /**
     * On the shard.
     *
     * @throws io.parley.api.message.RefusedException when its state stays as it is for now
     */
    void requireChangeable(String name);

    /** The change that sets a value. */
    Op put(Entry entry, String key, long version, Payload value);

    /** The change that removes a value. */
    Op removed(Entry entry, String key);

    Shard shard(String name);

    /** What stands in front of reads of state from the view. */
    StateCache cache();

    /** States that the view has. */
    StoredStates states();

    /** @param listener told of each whose state has changed, on its shard; set before there is any */
    void onStateChange(Consumer<Entry> listener);

    /** @param listener told of each that ends, on its shard; set before there is any */
    void onEnd(Consumer<Entry> listener);
}
