package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.api.message.QueueAdmin;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.MessageRef;
import io.parley.spi.plugin.MissingPluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Walks through what waits in a queue and picks messages, oldest first. The queue's shard is asked for a page at a time, so that
 * nobody waits for this; messages are read, and the predicate is asked, on other threads.
 */
final class Survey {

    /** Entries looked at in one go. */
    private static final int PAGE = 256;

    /** Messages read at the same time. */
    private static final int READ = 32;

    /** One message that was picked. */
    record Found(Entry entry, Message message) {}

    /** What was seen of an entry on its shard. */
    private record Seen(Entry entry, MessageRef ref, Message message) {}

    private final ShardState home;
    private final String name;
    private final Predicate<Message> wanted;
    private final int limit;
    private final List<Found> found = new ArrayList<>();
    private final CompletableFuture<List<Found>> result = new CompletableFuture<>();
    private long bytes;
    private long from;

    Survey(ShardState home, String name, Predicate<Message> wanted, int limit) {
        this.home = home;
        this.name = name;
        this.wanted = wanted;
        this.limit = limit;
    }

    /** Completes on a thread that may be held up. */
    CompletionStage<List<Found>> run() {
        page();
        return result;
    }

    private void page() {
        home.shard().execute(() -> {
            QueueState queue = home.queues().get(name);
            if (queue == null) {
                home.complete(() -> result.completeExceptionally(
                        new RefusedException(Reason.NOT_FOUND, "There is no queue named '" + name + "'")));
            } else if (queue.backlog().isCold(from)) {
                lookAtCold(queue.backlog());
            } else {
                lookAtResidents(queue.backlog());
            }
        });
    }

    private void lookAtCold(Backlog backlog) {
        backlog.peek(from, page -> {
            from = page.behind();
            look(page.entries().stream().map(backlog::resident).toList(), false);
        });
    }

    private void lookAtResidents(Backlog backlog) {
        List<Entry> entries = new ArrayList<>();
        Entry entry = backlog.atOrBehind(from);
        while (entry != null && entries.size() < PAGE) {
            entries.add(entry);
            from = entry.sequence + 1;
            entry = backlog.atOrBehind(from);
        }
        look(entries, entry == null && !backlog.isCold(from));
    }

    /** @param last whether there is nothing behind */
    private void look(List<Entry> entries, boolean last) {
        long now = home.engine().timers().now();
        List<Seen> seen = entries.stream()
                .filter(entry -> entry.state == Entry.State.WAITING && !entry.expired(now))
                .map(entry -> new Seen(entry, entry.ref, entry.message()))
                .toList();
        home.engine().workers().execute(() -> read(seen, 0, last));
    }

    private void read(List<Seen> seen, int at, boolean last) {
        if (at >= seen.size()) {
            if (last) {
                result.complete(found);
            } else {
                page();
            }
            return;
        }
        List<Seen> some = seen.subList(at, Math.min(seen.size(), at + READ));
        List<CompletableFuture<Message>> messages =
                some.stream().map(this::message).toList();
        CompletableFuture.allOf(messages.toArray(CompletableFuture[]::new))
                .whenCompleteAsync(
                        (done, failure) -> {
                            try {
                                if (pick(some, messages)) {
                                    result.complete(found);
                                } else {
                                    read(seen, at + READ, last);
                                }
                            } catch (RuntimeException e) {
                                result.completeExceptionally(e);
                            }
                        },
                        home.engine().workers());
    }

    private CompletableFuture<Message> message(Seen seen) {
        return seen.message() != null
                ? CompletableFuture.completedFuture(seen.message())
                : home.engine().messages().loadIfPresent(seen.ref()).toCompletableFuture();
    }

    /** True when there are enough. */
    private boolean pick(List<Seen> seen, List<CompletableFuture<Message>> messages) {
        for (int i = 0; i < seen.size(); i++) {
            Message message = read(messages.get(i));
            if (message != null && wanted.test(message)) {
                bytes += message.payload().size();
                found.add(new Found(seen.get(i).entry(), message));
                if (found.size() == limit || bytes > QueueAdmin.MOST_BYTES) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Null for one that has left since, or cannot be read, which is told when its turn comes. */
    private static Message read(CompletableFuture<Message> message) {
        try {
            return message.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MissingPluginException absent) {
                throw new RefusedException(Reason.UNAVAILABLE, absent.getMessage(), absent);
            }
            return null;
        }
    }
}
