package io.parley.bench.session;

import io.parley.api.message.RefusedException;
import io.parley.api.search.SessionSearch;
import io.parley.api.session.SessionService;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.SessionOverview;
import io.parley.bench.queue.Output;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;

/**
 * Whether the sessions are there after a restart with all they had, and how soon they are found.
 *
 * @param population what there should be
 */
record Looking(Population population, SessionService sessions, SessionDirectory directory, SessionSearch search) {

    private static final Duration SEARCH_LIMIT = Duration.ofMinutes(5);
    private static final Duration BETWEEN = Duration.ofMillis(50);

    /** Looks at some of them. */
    void run(int some, Output output) throws InterruptedException {
        long begun = System.nanoTime();
        long total = Operations.await(directory.statistics()).total();
        if (total != population.count()) {
            throw new IllegalStateException("there are " + total + " sessions instead of " + population.count());
        }
        if (population.count() == 0) {
            return;
        }
        new Random(2).ints(some, 0, population.count()).forEach(this::look);
        awaitSearch();
        output.note("%,d sessions are found %.1f s after the services are there again"
                .formatted(population.count(), (System.nanoTime() - begun) / 1e9));
    }

    private void look(int number) {
        String id = Population.id(number);
        SessionOverview there = Operations.await(directory.get(id));
        int keys = Operations.await(sessions.stateVersions(id)).keys().size();
        if (!there.details().equals(Population.details(number))
                || there.messages() != population.messages()
                || keys != 1 + Population.KEYS.length) {
            throw new IllegalStateException(
                    "'%s' has %d messages, %d keys and %s".formatted(id, there.messages(), keys, there.details()));
        }
    }

    private void awaitSearch() throws InterruptedException {
        long end = System.nanoTime() + SEARCH_LIMIT.toNanos();
        while (true) {
            try {
                String last = Population.word(population.count() - 1);
                if (Operations.await(search.search(last, Optional.empty(), 1)).totalCount() != 1) {
                    throw new IllegalStateException("'" + last + "' is not found");
                }
                return;
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof RefusedException) || System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.sleep(BETWEEN.toMillis());
            }
        }
    }
}
