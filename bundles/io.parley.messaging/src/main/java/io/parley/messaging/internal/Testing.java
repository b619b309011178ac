package io.parley.messaging.internal;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.engine.Engine;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.plugin.MissingPluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/**
 * Reads messages and tests them by a filter, off the shard's thread, one page after the other. While the filter, or the compressor
 * of a message, is absent, the page waits.
 */
final class Testing {

    /** Messages read at the same time. */
    private static final int READ = 32;

    /** Where too much waits for the plug-in already. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final QueueState queue;
    private final Engine engine;
    private final Plugins plugins;
    private final FilterExpression filter;
    private final BiConsumer<List<Candidate>, List<Candidate>> then;
    private volatile boolean parked;

    /** @param then is given, on the shard, those that match, with their messages, and those that could not be read */
    Testing(QueueState queue, FilterExpression filter, BiConsumer<List<Candidate>, List<Candidate>> then) {
        this.queue = queue;
        this.engine = queue.home().engine();
        this.plugins = queue.home().plugins();
        this.filter = filter;
        this.then = then;
    }

    boolean parked() {
        return parked;
    }

    /** Not before the last one has ended. */
    void run(List<Candidate> page) {
        engine.workers().execute(new Run(page)::read);
    }

    private final class Run {

        private final List<Candidate> page;
        private final List<Candidate> matching = new ArrayList<>();
        private final List<Candidate> unread = new ArrayList<>();
        private int at;

        Run(List<Candidate> page) {
            this.page = page;
        }

        void read() {
            if (at == page.size()) {
                queue.home().shard().execute(() -> then.accept(matching, unread));
                return;
            }
            List<CompletableFuture<Message>> messages = page.subList(at, Math.min(page.size(), at + READ)).stream()
                    .map(this::message)
                    .toList();
            CompletableFuture.allOf(messages.toArray(CompletableFuture[]::new))
                    .whenCompleteAsync((all, failure) -> test(messages), engine.workers());
        }

        private CompletableFuture<Message> message(Candidate candidate) {
            return candidate.message() != null
                    ? CompletableFuture.completedFuture(candidate.message())
                    : engine.messages().loadIfPresent(candidate.ref()).toCompletableFuture();
        }

        private void test(List<CompletableFuture<Message>> messages) {
            try {
                for (CompletableFuture<Message> message : messages) {
                    test(page.get(at), message);
                    at++;
                }
            } catch (MissingPluginException e) {
                await(e);
                return;
            }
            read();
        }

        private void test(Candidate candidate, CompletableFuture<Message> read) throws MissingPluginException {
            Message message;
            try {
                message = read.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof MissingPluginException absent) {
                    throw absent;
                }
                unread.add(candidate);
                return;
            }
            if (plugins.messageFilters().passes(filter, message)) {
                matching.add(candidate.with(message));
            }
        }

        private void await(MissingPluginException absent) {
            parked = true;
            Loggers.queue(queue.name())
                    .warn("A consumer of queue:{} waits: {}", Printable.of(queue.name()), absent.getMessage());
            plugins.await(absent).whenComplete((there, failure) -> {
                if (failure == null) {
                    engine.workers().execute(this::goOn);
                } else {
                    engine.timers().after(RETRY, engine.workers(), this::goOn);
                }
            });
        }

        private void goOn() {
            parked = false;
            read();
        }
    }
}
