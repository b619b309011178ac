package io.parley.search.internal;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.Histories;
import io.parley.engine.contract.Histories.Extract;
import io.parley.engine.contract.Histories.Kept;
import io.parley.spi.logging.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an index follow the histories of topics: what they have behind what was read of them is put in, and what they have given up is taken out. It asks; nobody
 * tells it, so that those who send pay nothing for it. For one caller at a time.
 */
final class MessageFeed {

    private static final Logger LOG = LoggerFactory.getLogger(MessageFeed.class);

    private static final int PAGE = 256;

    /**
     * How far one topic was read.
     *
     * @param first rows below that sequence are gone
     * @param last everything up to that sequence was read
     * @param end its place; empty when nothing was read
     */
    private record Read(long first, long last, Optional<Cursor> end) {
        static final Read NOTHING = new Read(0, 0, Optional.empty());
    }

    private final Histories histories;
    private final Executor workers;
    private final MessageIndex index;
    private final Keeping keeping;
    private final List<String> patterns;
    private final int mostBytes;
    private final Map<String, Read> read = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final LongAdder without = new LongAdder();
    private volatile int unreadableTopics;
    private volatile boolean ended;

    MessageFeed(Histories histories, Executor workers, MessageIndex index, Keeping keeping, Settings settings) {
        this.histories = histories;
        this.workers = workers;
        this.index = index;
        this.keeping = keeping;
        this.patterns = settings.messages();
        this.mostBytes = settings.textKib() << 10;
    }

    /**
     * Goes on behind what the index has already.
     *
     * @throws IOException when it cannot be read
     */
    void begin() throws IOException {
        index.spans()
                .forEach((topic, span) ->
                        read.put(topic, new Read(span.first(), span.last(), Optional.of(new Cursor(span.end())))));
    }

    /** How many messages were read that have no text. */
    long without() {
        return without.sum();
    }

    /** What is not found though it is there, in words; empty when all is. What cannot be read is tried again in each round. */
    String lacks() {
        int topics = unreadableTopics;
        return topics == 0
                ? ""
                : topics + " topics cannot be read, and their messages are not found from some place on";
    }

    /** What is under way is no longer gone on with. */
    void end() {
        ended = true;
    }

    /** Completes when the index has what was committed before the call; fails when it cannot be written or nobody knows what there is. */
    CompletionStage<Void> round() {
        return histories.kept(patterns).thenComposeAsync(this::follow, workers);
    }

    private CompletionStage<Void> follow(List<Kept> kept) {
        List<Kept> more = new ArrayList<>();
        Set<String> gone = new HashSet<>(read.keySet());
        keeping.write(() -> {
            for (Kept one : kept) {
                gone.remove(one.topic());
                if (MessageIndex.takes(one.topic()) && compare(one)) {
                    more.add(one);
                }
            }
            for (String topic : gone) {
                index.remove(topic);
                read.remove(topic);
            }
        });
        CompletableFuture<Void> done = new CompletableFuture<>();
        next(more.iterator(), done);
        return done;
    }

    /** Takes out what the topic no longer has. Returns whether there is something to put in. */
    private boolean compare(Kept now) throws IOException {
        Read before = read.getOrDefault(now.topic(), Read.NOTHING);
        boolean other = before.last > now.last()
                || before.last == now.last()
                        && before.end.isPresent()
                        && !before.end.get().equals(now.end());
        if (other) {
            // What was read did not survive: a topic's events may be less durable than the index.
            index.remove(now.topic());
            before = Read.NOTHING;
        }
        if (before.first < now.first()) {
            if (before.end.isPresent()) {
                index.removeBelow(now.topic(), now.first());
            }
            before = new Read(now.first(), before.last, before.end);
        }
        read.put(now.topic(), before);
        return before.last < now.last() && now.first() <= now.last();
    }

    private void next(Iterator<Kept> topics, CompletableFuture<Void> done) {
        if (topics.hasNext() && !ended) {
            page(topics.next(), topics, done);
        } else {
            unreadableTopics = unreadable.size();
            done.complete(null);
        }
    }

    /** One page of the topic, and those behind it, up to what it had when it was asked; then the topics behind it. */
    private void page(Kept topic, Iterator<Kept> topics, CompletableFuture<Void> done) {
        histories
                .read(List.of(topic.topic()), read.get(topic.topic()).end, PAGE)
                .whenCompleteAsync(
                        (page, failure) -> {
                            try {
                                if (failure == null ? take(topic, page) : leave(topic.topic(), failure)) {
                                    page(topic, topics, done);
                                } else {
                                    next(topics, done);
                                }
                            } catch (RuntimeException e) {
                                done.completeExceptionally(e);
                            }
                        },
                        workers);
    }

    /** It is tried again in the next round. */
    private boolean leave(String topic, Throwable failure) {
        if (unreadable.add(topic) && !ended) {
            LOG.warn(
                    "Messages of topic '{}' are not found from some place on, since it cannot be read: {}",
                    Printable.of(topic),
                    RefusedException.of(failure).getMessage());
        }
        return false;
    }

    private Optional<MessageRow> row(Event event) {
        try {
            return MessageRow.of(event, mostBytes);
        } catch (RuntimeException e) {
            // What no decoder should do, and some may: that is one message, not the index.
            LOG.warn(
                    "Message {} is not found, since it cannot be read as text: {}",
                    event.message().id(),
                    e.toString());
            return Optional.empty();
        }
    }

    /** Returns whether there is more to take. */
    private boolean take(Kept topic, Extract page) {
        unreadable.remove(topic.topic());
        List<MessageRow> rows =
                page.events().stream().map(this::row).flatMap(Optional::stream).toList();
        without.add(page.events().size() - rows.size());
        keeping.write(() -> {
            for (MessageRow row : rows) {
                index.put(row);
            }
        });
        Read before = read.get(topic.topic());
        Event last =
                page.events().isEmpty() ? null : page.events().get(page.events().size() - 1);
        if (last != null && last.sequence() >= topic.last()) {
            read.put(topic.topic(), new Read(before.first, last.sequence(), Optional.of(last.cursor())));
            return false;
        }
        if (last != null && page.more()) {
            read.put(topic.topic(), new Read(before.first, last.sequence(), Optional.of(last.cursor())));
            return true;
        }
        // The last ones have expired, or were given up meanwhile.
        read.put(topic.topic(), new Read(before.first, topic.last(), Optional.of(topic.end())));
        return false;
    }
}
