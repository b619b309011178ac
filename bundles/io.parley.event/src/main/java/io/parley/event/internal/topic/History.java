package io.parley.event.internal.topic;

import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Stragglers;
import io.parley.engine.Waits;
import io.parley.engine.contract.Histories;
import io.parley.engine.op.TopicOp;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.match.Topics;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All topics' histories, as the committed ops made them. Each is changed and read on its topic's shard. */
public final class History {

    /** So many events of one shard stay in memory for those who read along. */
    private static final int MOST_RESIDENT = 1_024;

    /** A topic, for people. */
    public record Summary(String topic, long events, long lastSequence) {}

    /**
     * What a shard knows of the events of one topic between two places: a stretch of the view, and what is behind it in memory.
     *
     * @param behind where the stretch of the view begins, exclusive
     * @param before where it ends, exclusive; not above {@code behind} when the view is not needed
     */
    public record Part(String topic, Place behind, Place before, List<HistoryItem> tail) {}

    private static final class Slice {
        private final Map<String, TopicLog> logs = new HashMap<>();
        private final Set<TopicLog> unwritten = new LinkedHashSet<>();
        private final Set<TopicLog> handedOver = new LinkedHashSet<>();
        private final Map<String, Place> dropped = new HashMap<>();
        private final Deque<HistoryItem> resident = new ArrayDeque<>();
        private long lastPosition = -1;
    }

    private final Engine engine;
    private final Slice[] slices;

    /** For the limit, and for people. */
    private final Map<String, TopicLog> all = new ConcurrentHashMap<>();

    private volatile View view;

    public History(Engine engine) {
        this.engine = engine;
        this.slices = new Slice[engine.shards().count()];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = new Slice();
        }
    }

    /** How many topics have a history. Any thread. */
    public int size() {
        return all.size();
    }

    /** Any thread. */
    public boolean contains(String topic) {
        return all.containsKey(topic);
    }

    /** Names of topics with a history. Any thread. */
    public Stream<String> topics() {
        return all.keySet().stream();
    }

    /** On the topic's shard; null when it has none. */
    public Summary summary(Shard shard, String topic) {
        TopicLog log = log(shard, topic);
        return log == null ? null : new Summary(topic, log.count(), log.sequence());
    }

    /** What is kept of all topics of the shard that match one of the patterns. On the shard. */
    public List<Histories.Kept> kept(Shard shard, List<String> patterns) {
        List<Histories.Kept> kept = new ArrayList<>();
        for (TopicLog log : slices[shard.index()].logs.values()) {
            if (patterns.stream().anyMatch(pattern -> Topics.matches(pattern, log.topic))) {
                long first = log.sequence() - log.count() + 1;
                kept.add(new Histories.Kept(
                        log.topic, first, log.sequence(), log.last().cursor()));
            }
        }
        return kept;
    }

    public void load(View from) throws JournalException {
        view = from;
        HistoryRows.topics(from, log -> {
            Slice slice = slices[engine.shards().indexOf(log.topic)];
            slice.logs.put(log.topic, log);
            slice.lastPosition = Math.max(slice.lastPosition, log.last().position());
            all.put(log.topic, log);
        });
    }

    View view() {
        return view;
    }

    TopicLog log(Shard shard, String topic) {
        return slices[shard.index()].logs.get(topic);
    }

    /** @param awaited whether somebody reads along, so that the message should stay in memory for a moment */
    public void append(Shard shard, TopicOp.Append op, MessageRef message, boolean awaited) {
        Slice slice = slices[shard.index()];
        TopicLog log = slice.logs.get(op.topic());
        if (log == null) {
            log = new TopicLog(op.topic());
            slice.logs.put(op.topic(), log);
            all.put(op.topic(), log);
        }
        Place place = Place.of(message.position(), message.index(), op.topic());
        HistoryItem item = log.append(place, op.at(), op.size());
        slice.lastPosition = message.position();
        slice.unwritten.add(log);
        engine.references(shard.index()).added(message.position());
        if (awaited) {
            item.resident(message);
            slice.resident.add(item);
            if (slice.resident.size() > MOST_RESIDENT) {
                slice.resident.poll().forget();
            }
        } else {
            message.release();
        }
    }

    /** An event is stored elsewhere now. One that was given up meanwhile stays given up. */
    public void moved(Shard shard, TopicOp.Move op, MessageRef copy) {
        copy.release();
        Slice slice = slices[shard.index()];
        TopicLog log = slice.logs.get(op.topic());
        Place place = new Place(op.position(), op.within());
        if (log == null || log.first().compareTo(place) >= 0) {
            return;
        }
        engine.references(shard.index()).removed(op.from());
        engine.references(shard.index()).added(copy.position());
        log.moved(new HistoryItem(op.topic(), place, op.sequence(), op.at(), op.size(), copy.position(), copy.index()));
        slice.unwritten.add(log);
    }

    /**
     * Names the events that are stored below that position. May block.
     *
     * @throws JournalException when the view cannot be read
     */
    public void relocate(long below, Stragglers found) throws JournalException {
        for (TopicLog log : all.values()) {
            if (log.first().position() < below) {
                relocate(engine.shards().of(log.topic), log, below, found);
            }
        }
    }

    private void relocate(Shard shard, TopicLog log, long below, Stragglers found) throws JournalException {
        Set<Place> moving = Waits.on(CompletableFuture.supplyAsync(log::moving, shard));
        HistoryRows.events(view, log.topic, log.first(), new Place(below, 0), item -> {
            boolean behind = item.storedAt() < below && !moving.contains(item.place);
            return !behind || found.add(item.ref(), copy -> move(item, copy));
        });
    }

    private static TopicOp.Move move(HistoryItem item, int copy) {
        return new TopicOp.Move(
                item.topic,
                copy,
                item.place.position(),
                item.place.within(),
                item.storedAt(),
                item.sequence,
                item.time,
                item.size);
    }

    /** The event as the view has it now; null when it has none. May block. */
    public HistoryItem again(HistoryItem item) throws JournalException {
        return HistoryRows.event(view, item.topic, item.place);
    }

    /** The greatest position of an event that the shard has taken up. On the shard. */
    public long lastPosition(Shard shard) {
        return slices[shard.index()].lastPosition;
    }

    /**
     * What there is between two places. On the shard; {@link #read} then gets what the view has.
     *
     * @param behind exclusive
     * @param upTo inclusive
     * @param limit of the events of one topic
     */
    public List<Part> parts(Shard shard, String pattern, Place behind, Place upTo, int limit) {
        List<Part> parts = new ArrayList<>();
        Slice slice = slices[shard.index()];
        if (!Topics.hasWildcard(pattern)) {
            add(parts, slice.logs.get(pattern), behind, upTo, limit);
        } else {
            for (TopicLog log : slice.logs.values()) {
                if (log.last().compareTo(behind) > 0 && Topics.matches(pattern, log.topic)) {
                    add(parts, log, behind, upTo, limit);
                }
            }
        }
        return parts;
    }

    private static void add(List<Part> parts, TopicLog log, Place behind, Place upTo, int limit) {
        if (log == null || log.last().compareTo(behind) <= 0) {
            return;
        }
        Place from = behind.compareTo(log.first()) >= 0 ? behind : log.first();
        Place end = log.inView() == 0 ? from : min(log.tailBegin(), Place.behind(upTo.position()));
        parts.add(new Part(log.topic, from, end, log.tail(from, upTo, limit)));
    }

    private static Place min(Place a, Place b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** The events of the part, in order; at most that many. May block. */
    public List<HistoryItem> read(Part part, int limit) throws JournalException {
        if (part.behind.compareTo(part.before) >= 0) {
            return part.tail;
        }
        List<HistoryItem> found = new ArrayList<>();
        HistoryRows.events(view, part.topic, part.behind, part.before, item -> {
            found.add(item);
            return found.size() < limit;
        });
        for (int i = 0; i < part.tail.size() && found.size() < limit; i++) {
            found.add(part.tail.get(i));
        }
        return found;
    }

    /** Whether the event is still kept. Any thread. */
    public boolean keeps(HistoryItem item) {
        TopicLog log = all.get(item.topic);
        return log != null && log.first().compareTo(item.place) < 0;
    }

    /** The oldest events, which are in the view only, are given up. On the shard. */
    void dropped(Shard shard, TopicLog log, List<HistoryItem> items, long nextTime) {
        Place upTo = items.get(items.size() - 1).place;
        long bytes = 0;
        for (HistoryItem item : items) {
            bytes += item.size;
            engine.references(shard.index()).removed(log.storedAt(item));
        }
        log.dropped(upTo, items.size(), bytes, nextTime);
        noteDropped(shard, log);
    }

    /** The oldest event, which is in memory, is given up. On the shard. */
    void dropHead(Shard shard, TopicLog log) {
        engine.references(shard.index()).removed(log.storedAt(log.head()));
        log.dropHead();
        noteDropped(shard, log);
    }

    private void noteDropped(Shard shard, TopicLog log) {
        Slice slice = slices[shard.index()];
        slice.dropped.put(log.topic, log.first());
        slice.unwritten.add(log);
    }

    public void collect(Shard shard, ViewChanges into) {
        Slice slice = slices[shard.index()];
        for (TopicLog log : slice.unwritten) {
            Place dropped = slice.dropped.remove(log.topic);
            if (dropped != null) {
                HistoryRows.deleteUpTo(into, log.topic, dropped);
            }
            log.handOver().forEach(item -> HistoryRows.put(into, item));
            log.handOverMoved().forEach(item -> HistoryRows.put(into, item));
            HistoryRows.put(into, log);
        }
        slice.handedOver.addAll(slice.unwritten);
        slice.unwritten.clear();
    }

    public void collected(Shard shard) {
        Slice slice = slices[shard.index()];
        slice.handedOver.forEach(TopicLog::collected);
        slice.handedOver.clear();
    }
}
