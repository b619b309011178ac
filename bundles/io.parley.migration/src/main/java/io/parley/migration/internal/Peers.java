package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.migration.Peer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The ways to other Parleys, by name. They come and go. Safe for all threads. */
final class Peers {

    private final Map<String, Peer> there = new ConcurrentHashMap<>();

    void add(String name, Peer peer) {
        there.put(name, peer);
    }

    void remove(String name, Peer peer) {
        there.remove(name, peer);
    }

    /** @throws RefusedException NOT_FOUND */
    Peer get(String name) {
        Peer peer = there.get(name);
        if (peer == null) {
            throw new RefusedException(Reason.NOT_FOUND, "There is no way to a Parley '" + name + "'");
        }
        return peer;
    }

    /** Says something to the peer; where it is not there, or throws, the stage fails. */
    <T> CompletionStage<T> call(String name, Function<Peer, CompletionStage<T>> what) {
        try {
            return what.apply(get(name));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
