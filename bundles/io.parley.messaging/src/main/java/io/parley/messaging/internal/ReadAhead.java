package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.MessageRef;
import io.parley.engine.shard.Shard;
import io.parley.spi.plugin.MissingPluginException;
import java.util.concurrent.CompletionException;

/** Brings a backlog's messages back into memory, ahead of its consumer. Owned by a shard. */
final class ReadAhead {

    /** So many messages at a time. */
    private static final int MESSAGES = 64;

    private final Backlog backlog;
    private final ShardState home;
    private String missing = "";

    ReadAhead(Backlog backlog, ShardState home) {
        this.backlog = backlog;
        this.home = home;
    }

    /** The plug-in for which the next message waits; empty when it does not. */
    String missing() {
        return missing;
    }

    /** Reads the message of that entry and those of the entries behind it, as far as they are not there. */
    void read(long sequence) {
        if (!missing.isEmpty()) {
            return;
        }
        for (long at = sequence; at < backlog.next() && at < sequence + MESSAGES; at++) {
            Entry next = backlog.get(at);
            if (next != null && next.message() == null && !next.loading && next.state == Entry.State.WAITING) {
                load(next);
            }
        }
    }

    private void load(Entry entry) {
        entry.loading = true;
        Shard shard = home.shard();
        MessageRef ref = entry.ref;
        home.engine()
                .messages()
                .loadIfPresent(ref)
                .whenComplete((message, failure) -> shard.execute(() -> loaded(entry, ref, message, failure)));
    }

    private void loaded(Entry entry, MessageRef ref, Message message, Throwable failure) {
        entry.loading = false;
        if (backlog.get(entry.sequence) != entry) {
            backlog.owner().available();
            return;
        }
        if (failure == null) {
            entry.loaded = message;
        } else {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof MissingPluginException absent) {
                await(absent);
                return;
            }
            unreadable(entry, ref, cause);
        }
        backlog.owner().available();
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
