package io.parley.session.internal;

import io.parley.engine.contract.SessionFigures.Totals;
import io.parley.engine.shard.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many sessions there are of each kind, counted as they come, get messages and go, so that nobody has to look at all of them. Each shard counts its
 * own; any thread may ask for the sum.
 */
final class Tally {

    /** Times are summed up as from here on, so that the sum of very many does not overflow. */
    private static final long SINCE = 1_577_836_800_000L; // 2020

    /** Behind the counts by messages. */
    private static final int CREATED = Totals.MOST_MESSAGES + 1;

    /** Those that somebody holds. */
    private static final int CONNECTED = CREATED + 1;

    private final Shards shards;
    private final List<AtomicLongArray> parts = new ArrayList<>();

    Tally(Shards shards) {
        this.shards = shards;
        for (int i = 0; i < shards.count(); i++) {
            parts.add(new AtomicLongArray(CONNECTED + 1));
        }
    }

    /** The session is there. */
    void add(Entry entry) {
        count(entry, 1);
    }

    /** Sessions of one shard are there, before any other of it. */
    void addAll(int shard, List<Entry> entries) {
        long[] counts = new long[CONNECTED + 1];
        for (Entry entry : entries) {
            counts[kind(entry.messages())]++;
            counts[CREATED] += entry.created() - SINCE;
            counts[CONNECTED] += entry.detached() ? 0 : 1;
        }
        AtomicLongArray part = parts.get(shard);
        for (int i = 0; i < counts.length; i++) {
            add(part, i, counts[i]);
        }
    }

    /** The session has ended. */
    void remove(Entry entry) {
        count(entry, -1);
    }

    private void count(Entry entry, int more) {
        AtomicLongArray part = part(entry);
        add(part, kind(entry.messages()), more);
        add(part, CREATED, more * (entry.created() - SINCE));
        if (!entry.detached()) {
            add(part, CONNECTED, more);
        }
    }

    /** The session has one message more than before. */
    void received(Entry entry) {
        int kind = kind(entry.messages());
        int before = kind(entry.messages() - 1);
        if (kind != before) {
            AtomicLongArray part = part(entry);
            add(part, before, -1);
            add(part, kind, 1);
        }
    }

    private AtomicLongArray part(Entry entry) {
        return parts.get(shards.indexOf(entry.id));
    }

    /** By the shard's own thread alone. */
    private static void add(AtomicLongArray part, int at, long more) {
        part.setRelease(at, part.getPlain(at) + more);
    }

    private static int kind(long messages) {
        return (int) Math.min(messages, Totals.MOST_MESSAGES);
    }

    Totals totals() {
        List<Long> byMessages = new ArrayList<>();
        long count = 0;
        for (int kind = 0; kind <= Totals.MOST_MESSAGES; kind++) {
            long sum = sum(kind);
            byMessages.add(sum);
            count += sum;
        }
        return new Totals(byMessages, count == 0 ? 0 : SINCE + sum(CREATED) / count, sum(CONNECTED));
    }

    private long sum(int at) {
        return parts.stream().mapToLong(part -> part.getAcquire(at)).sum();
    }
}
