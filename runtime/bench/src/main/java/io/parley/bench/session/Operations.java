package io.parley.bench.session;

import io.parley.api.search.SessionSearch;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.task.SessionDirectory;
import io.parley.bench.queue.Output;
import io.parley.bench.queue.Samples;
import io.parley.engine.contract.SessionFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** What is done with a few of very many sessions, one call after the other, each waited for. */
final class Operations {

    /** Of one operation in one round, where it takes long. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int PAGE = 50;
    private static final int END_SECONDS = 60;

    private final Population population;
    private final SessionService sessions;
    private final SessionFigures figures;
    private final SessionDirectory directory;
    private final SessionSearch search;
    private final int samples;
    private final String side;
    private final Random random = new Random(1);

    Operations(
            Population population,
            SessionService sessions,
            SessionFigures figures,
            SessionDirectory directory,
            SessionSearch search,
            int samples) {
        this.population = population;
        this.sessions = sessions;
        this.figures = figures;
        this.directory = directory;
        this.search = search;
        this.samples = samples;
        this.side = Load.side(population.count());
    }

    /** Measures each operation; as many sessions are there afterwards as before. */
    void round(int round, Output output) throws InterruptedException {
        openAndExpire(round, output);
        Opened[] resumed = new Opened[samples];
        Samples resuming = sample(i -> resumed[i] = await(sessions.open(request(random(), Session.NEVER))));
        output.figure(resuming.figure(Load.RESUME, side));
        for (int i = 0; i < resuming.count(); i++) {
            await(sessions.detach(resumed[i].session().id(), resumed[i].hold()));
        }
        output.figure(sample(i -> find(Population.id(any()))).figure(Load.SEARCH_ID, side));
        output.figure(sample(i -> find(Population.word(any()))).figure(Load.SEARCH_TITLE, side));
        output.figure(sample(i -> page(0)).figure(Load.LIST, side));
        output.figure(sample(i -> page(population.count() / 2)).figure(Load.LIST_MIDDLE, side));
        output.figure(sample(i -> await(directory.statistics())).figure(Load.STATISTICS, side));
        output.progress("round %d is done".formatted(round + 1));
    }

    private Samples sample(IntConsumer operation) {
        return Samples.of(samples, LIMIT, operation);
    }

    private int any() {
        return random.nextInt(population.count());
    }

    private String random() {
        return Population.id(any());
    }

    private static OpenRequest request(String id, Duration expiry) {
        return new OpenRequest(id, Session.ANONYMOUS, false, expiry, end -> {});
    }

    private void find(String text) {
        long found = await(search.search(text, Optional.empty(), PAGE)).totalCount();
        if (found != 1) {
            throw new IllegalStateException("'" + text + "' was found " + found + " times");
        }
    }

    private void page(int offset) {
        int found = await(directory.list(PAGE, offset)).sessions().size();
        if (found != Math.min(PAGE, population.count() - offset)) {
            throw new IllegalStateException("a page had " + found + " sessions");
        }
    }

    /** New sessions, which end by themselves soon after they were left. */
    private void openAndExpire(int round, Output output) throws InterruptedException {
        Ends ends = new Ends();
        figures.follow(ends);
        try {
            Opened[] opened = new Opened[samples];
            Samples opening = sample(i -> opened[i] = await(sessions.open(request("fresh-" + round + "-" + i, SHORT))));
            output.figure(opening.figure(Load.OPEN, side));
            Map<String, Instant> due = new HashMap<>();
            for (int i = 0; i < opening.count(); i++) {
                String id = opened[i].session().id();
                await(sessions.detach(id, opened[i].hold()));
                sessions.find(id).flatMap(Session::expiresAt).ifPresent(at -> due.put(id, at));
            }
            output.figure(ends.lateness(due).figure(Load.EXPIRE, side));
        } finally {
            figures.unfollow(ends);
        }
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** When sessions end. */
    private static final class Ends implements SessionFigures.Follower {

        private record End(String session, Instant at) {}

        private final BlockingQueue<End> ended = new LinkedBlockingQueue<>();

        @Override
        public void opened(String session) {
            // Nothing ends by that.
        }

        @Override
        public void stateChanged(String session, String key) {
            // Nothing ends by that.
        }

        @Override
        public void ended(String session) {
            ended.add(new End(session, Instant.now()));
        }

        /** From the time when each was due until it had ended; waits for all. */
        Samples lateness(Map<String, Instant> due) throws InterruptedException {
            Samples samples = new Samples();
            Map<String, Instant> left = new HashMap<>(due);
            while (!left.isEmpty()) {
                End end = ended.poll(END_SECONDS, TimeUnit.SECONDS);
                if (end == null) {
                    throw new IllegalStateException(left.size() + " sessions did not expire");
                }
                Instant at = left.remove(end.session);
                if (at != null) {
                    samples.add(Math.max(0, ChronoUnit.NANOS.between(at, end.at)));
                }
            }
            return samples;
        }
    }
}
