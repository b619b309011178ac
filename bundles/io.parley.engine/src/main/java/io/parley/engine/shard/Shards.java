package io.parley.engine.shard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** All shards, on a small fixed pool of threads. */
public final class Shards implements AutoCloseable {

    private final List<Worker> workers = new ArrayList<>();
    private final List<Shard> shards;

    /**
     * @param count 1 to 4,096; fixed for the life of a data folder
     * @param threads 1 or more
     */
    public Shards(int count, int threads) {
        if (count < 1 || count > 4096 || threads < 1) {
            throw new IllegalArgumentException(
                    "1 to 4,096 shards on 1 thread or more, not " + count + " on " + threads);
        }
        for (int i = 0; i < Math.min(threads, count); i++) {
            workers.add(new Worker("parley-shards-" + i));
        }
        List<Shard> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new Shard(i, workers.get(i % workers.size())));
        }
        shards = List.copyOf(made);
        workers.forEach(Worker::start);
    }

    public int count() {
        return shards.size();
    }

    public Shard get(int index) {
        return shards.get(index);
    }

    public List<Shard> all() {
        return shards;
    }

    /** The shard that owns what has this key: a session id, queue or topic name. */
    public Shard of(String key) {
        return shards.get(indexOf(key));
    }

    /** {@link String#hashCode} is specified by the language, so the place of a key survives every restart. */
    public int indexOf(String key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), shards.size());
    }

    /**
     * Hands the task over to each shard.
     *
     * @return completes on a shard's thread once all have run; fails if one has, but then, too, all have run
     */
    public CompletableFuture<Void> each(Consumer<Shard> task) {
        return each(shards, shard -> shard, task);
    }

    /**
     * Hands the task over for each of some things, to the shard that owns it.
     *
     * @return as {@link #each(Consumer)}; completed already where there are none
     */
    public static <T> CompletableFuture<Void> each(
            Collection<T> things, Function<? super T, Shard> owner, Consumer<? super T> task) {
        return CompletableFuture.allOf(things.stream()
                .map(thing -> CompletableFuture.runAsync(() -> task.accept(thing), owner.apply(thing)))
                .toArray(CompletableFuture[]::new));
    }

    /** Runs what was handed over before, then ends the threads. */
    @Override
    public void close() {
        workers.forEach(worker -> worker.close(5_000));
    }
}
