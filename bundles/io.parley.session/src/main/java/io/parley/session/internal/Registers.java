package io.parley.session.internal;

import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.ViewChanges;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is known of sessions together: how many there are, of what kind, how old, and which belong to each other. Each session is changed on its shard. */
final class Registers {

    private final Shards shards;
    private final SessionCount[] counts;
    private final Tally tally;
    private final AgeOrder byAge;
    private final Groups principals = Groups.byPrincipal();
    private final Groups children = Groups.byParent();

    /** @param there the sessions that were added and not removed */
    Registers(Shards shards, Supplier<Stream<Entry>> there) {
        this.shards = shards;
        this.counts = shards.all().stream().map(SessionCount::new).toArray(SessionCount[]::new);
        this.tally = new Tally(shards);
        this.byAge = new AgeOrder(there);
    }

    /** How many there are, those included that only the view has as yet. */
    int size() {
        return Arrays.stream(counts).mapToInt(SessionCount::all).sum();
    }

    Tally tally() {
        return tally;
    }

    AgeOrder byAge() {
        return byAge;
    }

    Groups principals() {
        return principals;
    }

    Groups children() {
        return children;
    }

    /** The view has so many, by the shards' indexes, and they are to be taken up one by one. */
    void expect(Map<Integer, Integer> known) {
        for (int i = 0; i < counts.length; i++) {
            counts[i].restore(known.getOrDefault(i, 0), true);
        }
    }

    /** All that one shard has, before any other of it. They have no parents yet. */
    void tookUpAll(int shard, List<Entry> entries, Map<Integer, Integer> known) {
        counts[shard].restore(entries.size(), known.getOrDefault(shard, 0) == entries.size());
        tally.addAll(shard, entries);
        entries.forEach(this::order);
    }

    /** One of those that are expected. */
    void tookUp(Entry entry) {
        tally.add(entry);
        order(entry);
        adopted(entry);
    }

    /** All that were expected were taken up, and the shard has so many durable ones now. */
    void counted(Shard shard, int durable) {
        counts[shard.index()].counted(durable);
    }

    /** A new one. */
    void opened(Entry entry) {
        counts[shards.indexOf(entry.id)].add(entry, 1);
        tally.add(entry);
        order(entry);
    }

    private void order(Entry entry) {
        principals.add(entry);
        byAge.add(entry);
    }

    /** It has a parent, or none. */
    void adopted(Entry entry) {
        children.add(entry);
    }

    /** Nobody holds it since then. */
    void detached(Entry entry, long at, long expirySeconds) {
        tally.remove(entry);
        entry.detached(at, expirySeconds);
        tally.add(entry);
    }

    void ended(Entry entry) {
        counts[shards.indexOf(entry.id)].add(entry, -1);
        principals.remove(entry);
        tally.remove(entry);
        byAge.remove(entry);
        children.remove(entry);
    }

    void collect(Shard shard, ViewChanges into) {
        counts[shard.index()].collect(into);
    }
}
