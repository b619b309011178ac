package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.MessageRef;
import io.parley.spi.plugin.MissingPluginException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Brings a backlog's messages back into memory, ahead of its consumer: in portions, each read by one step, some of them while the consumer
 * still works on an earlier one. It begins when a message is wanted that is not there, and goes on as long as the consumer does. Owned by a
 * shard.
 */
final class ReadAhead {

    /**
     * How it is read.
     *
     * @param messages of a portion, at the most
     * @param bytes of a portion's payloads, as far as it has more than one message
     * @param portions that are read ahead at the most, once the consumer has had to wait
     * @param shared whether others may soon want the same messages
     */
    record Plan(int messages, int bytes, int portions, boolean shared) {

        static final Plan INBOX = new Plan(64, 1 << 20, 1, true);
        static final Plan QUEUE = new Plan(256, 512 << 10, 4, false);
    }

    private final Backlog backlog;
    private final ShardState home;
    private final Plan plan;
    private String missing = "";

    /** Where portions end that the consumer has not come to the end of, in order; null where nothing was read yet. */
    private ArrayDeque<Long> ends;

    /** Where the next portion begins. */
    private long asked;

    /** So many portions at the most. */
    private int portions = 1;

    ReadAhead(Backlog backlog, ShardState home, Plan plan) {
        this.backlog = backlog;
        this.home = home;
        this.plan = plan;
    }

    /** The plug-in for which the next message waits; empty when it does not. */
    String missing() {
        return missing;
    }

    /** The entry's message is wanted and not there: it is read, and with it those of the entries behind it, as far as they are not there. */
    void read(Entry entry) {
        if (!missing.isEmpty()) {
            return;
        }
        if (ends == null) {
            ends = new ArrayDeque<>(plan.portions());
        }
        if (entry.loading) {
            portions = Math.min(portions + 1, plan.portions());
        } else {
            ends.clear();
            asked = entry.sequence;
        }
        goOn(entry.sequence);
    }

    /** The consumer has come to an entry whose message is there. */
    void passed(long sequence) {
        if (ends != null && !ends.isEmpty() && missing.isEmpty()) {
            goOn(sequence);
        }
    }

    private void goOn(long sequence) {
        while (!ends.isEmpty() && ends.peek() <= sequence) {
            ends.poll();
        }
        while (ends.size() < portions && asked < backlog.next()) {
            long end = ask(asked);
            if (end == asked) {
                // What is next has to come back from the view first.
                return;
            }
            asked = end;
            ends.add(end);
        }
    }

    /** @return where the portion from that sequence on ends */
    private long ask(long from) {
        List<Entry> wanted = new ArrayList<>();
        List<MessageRef> refs = new ArrayList<>();
        long bytes = 0;
        long at = from;
        for (; at < backlog.next() && at < from + plan.messages() && bytes < plan.bytes(); at++) {
            Entry next = backlog.get(at);
            if (next == null && backlog.isCold(at)) {
                break;
            }
            if (next != null && next.message() == null && !next.loading && next.state == Entry.State.WAITING) {
                next.loading = true;
                wanted.add(next);
                refs.add(next.ref);
                bytes += next.size;
            }
        }
        if (!wanted.isEmpty()) {
            home.engine()
                    .messages()
                    .loadAll(refs, plan.shared())
                    .whenComplete(
                            (stages, failure) -> home.shard().execute(() -> loaded(wanted, refs, stages, failure)));
        }
        return at;
    }

    private void loaded(
            List<Entry> wanted, List<MessageRef> refs, List<CompletableFuture<Message>> stages, Throwable failure) {
        for (int i = 0; i < wanted.size(); i++) {
            Entry entry = wanted.get(i);
            MessageRef ref = refs.get(i);
            if (failure != null) {
                loaded(entry, ref, null, failure);
                continue;
            }
            CompletableFuture<Message> stage = stages.get(i);
            if (!stage.isDone()) {
                stage.whenComplete((message, refused) -> home.shard().execute(() -> {
                    loaded(entry, ref, message, refused);
                    backlog.owner().available();
                }));
            } else if (stage.isCompletedExceptionally()) {
                stage.whenComplete((message, refused) -> loaded(entry, ref, message, refused));
            } else {
                loaded(entry, ref, stage.join(), null);
            }
        }
        backlog.owner().available();
    }

    private void loaded(Entry entry, MessageRef ref, Message message, Throwable failure) {
        entry.loading = false;
        if (backlog.get(entry.sequence) != entry) {
            return;
        }
        if (failure == null) {
            entry.loaded = message;
            return;
        }
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof MissingPluginException absent) {
            await(absent);
        } else {
            unreadable(entry, ref, cause);
        }
    }

    /** One that was moved meanwhile is read again, from where it is. */
    private void unreadable(Entry entry, MessageRef ref, Throwable cause) {
        if (entry.ref == ref) {
            entry.state = Entry.State.UNREADABLE;
            backlog.owner()
                    .log()
                    .error(
                            "Message {} of {} cannot be read and stays where it is: {}",
                            entry.sequence,
                            backlog.owner().label(),
                            RefusedException.of(cause).getMessage());
        }
    }

    /** The lane stops as a whole: order is kept. */
    private void await(MissingPluginException absent) {
        if (!missing.isEmpty()) {
            return;
        }
        missing = absent.name();
        backlog.owner().log().warn("{} waits: {}", backlog.owner().label(), absent.getMessage());
        Runnable goOn = () -> home.shard().execute(() -> {
            missing = "";
            backlog.owner().available();
        });
        home.plugins().compressors().whenPresent(absent.name(), goOn, refused -> home.retryLater(goOn));
    }
}
