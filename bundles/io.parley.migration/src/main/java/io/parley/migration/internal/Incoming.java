package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.Engine;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Moves.Came;
import io.parley.engine.op.SessionOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.migration.Answer;
import io.parley.spi.migration.Arrivals;
import io.parley.spi.migration.FollowUp;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes sessions from other Parleys. The commit of a session's batch, which has its {@link SessionOp.Arrived}, is the moment in which it changes its
 * owner; those that belong to it come by the same batch and the same move. What was once said of a move stays so: while nothing came by it and somebody asks, it is fenced off. That needs no record, since
 * what is offered is in memory alone, and gone when this process is.
 */
final class Incoming implements Arrivals {

    private static final int MOST_FENCED = 10_000;
    private static final int MOST_ARRIVALS = 100_000;

    private final Engine engine;
    private final Moves moves;
    private final Inboxes inboxes;
    private final Imports imports;

    /** Restores what is offered. */
    interface Imports {
        CompletionStage<?> restore(InputStream content, Import.More more);
    }

    private static final class Fenced extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_FENCED;
        }
    }

    /** Moves of which it was said that nothing came by them. */
    private final Map<String, Boolean> fenced = new Fenced(); // guarded by this

    private boolean closed; // guarded by this

    /** One session of those that come by one move. */
    private record Coming(String session, String move) {}

    /** Those whose batch is under way, with who waits for its end. */
    private final Map<Coming, List<Runnable>> committing = new HashMap<>(); // guarded by this

    Incoming(Engine engine, Moves moves, Inboxes inboxes, Imports imports) {
        this.inboxes = inboxes;
        this.engine = engine;
        this.moves = moves;
        this.imports = imports;
    }

    @Override
    public CompletionStage<Answer> offer(String move, String session, InputStream content) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        imports.restore(content, (sessions, batch) -> {
                    if (!sessions.get(0).session().id().equals(session)) {
                        throw new RefusedException(Reason.INVALID, "The export is refused: it is of another session");
                    }
                    if (moves.arrivals() >= MOST_ARRIVALS) {
                        throw new RefusedException(
                                Reason.LIMIT, MOST_ARRIVALS + " sessions have come that nobody has settled yet");
                    }
                    for (Import.Read one : sessions) {
                        String id = one.session().id();
                        batch.require(id, new Open(id, move))
                                .add(new SessionOp.Arrived(id, move, one.below(), one.ends()));
                    }
                })
                .whenComplete((done, failure) -> outcome(move, session)
                        .thenApply(found -> found.taken() || failure == null
                                ? found
                                : Answer.refused(RefusedException.of(failure).getMessage()))
                        .whenComplete((found, unknown) -> complete(answer, found, unknown)));
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> stage, T value, Throwable failure) {
        if (failure == null) {
            stage.complete(value);
        } else {
            stage.completeExceptionally(failure);
        }
    }

    /** Nothing has come by the move, and it was not said that nothing will. */
    private final class Open implements Condition {

        private final String session;
        private final String move;

        Open(String session, String move) {
            this.session = session;
            this.move = move;
        }

        @Override
        public void reserve() {
            synchronized (Incoming.this) {
                if (closed
                        || fenced.containsKey(move)
                        || committing.containsKey(new Coming(session, move))
                        || moves.arrived(session, move).isPresent()) {
                    throw new RefusedException(
                            Reason.CONFLICT,
                            "It was said already what became of the move of session '" + session + "'");
                }
                committing.put(new Coming(session, move), new ArrayList<>(1));
            }
        }

        @Override
        public void end(boolean committed) {
            ended(new Coming(session, move));
        }
    }

    @Override
    public CompletionStage<Answer> outcome(String move, String session) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Shard shard = engine.shards().of(session);
        shard.execute(() -> look(move, session, answer));
        return answer;
    }

    /** On the session's shard. */
    private void look(String move, String session, CompletableFuture<Answer> answer) {
        Shard shard = engine.shards().of(session);
        Answer found;
        synchronized (this) {
            List<Runnable> waiting = committing.get(new Coming(session, move));
            if (waiting != null) {
                waiting.add(() -> shard.execute(() -> look(move, session, answer)));
                return;
            }
            found = moves.arrived(session, move)
                    .map(came -> Answer.taken(came.below(), came.ends()))
                    .orElse(null);
            if (found == null) {
                fenced.put(move, true);
                found = Answer.refused("it did not arrive as a whole");
            }
        }
        Answer told = found;
        engine.workers().execute(() -> answer.complete(told));
    }

    @Override
    public CompletionStage<Long> follow(String move, String session, List<FollowUp> messages) {
        CompletableFuture<Long> below = new CompletableFuture<>();
        engine.shards().of(session).execute(() -> {
            try {
                follow(move, session, messages, below);
            } catch (RuntimeException e) {
                below.completeExceptionally(RefusedException.of(e));
            }
        });
        return below;
    }

    private void follow(String move, String session, List<FollowUp> messages, CompletableFuture<Long> result) {
        Came came = moves.arrived(session, move)
                .orElseThrow(() -> new RefusedException(
                        Reason.NOT_FOUND, "No session '" + session + "' came by that move, or it is settled"));
        long expected = came.below();
        List<FollowUp> fresh = messages.stream()
                .filter(message -> message.sequence() >= expected)
                .toList();
        if (fresh.isEmpty()) {
            engine.workers().execute(() -> result.complete(expected));
            return;
        }
        long next = fresh.get(fresh.size() - 1).sequence() + 1;
        Batch batch = engine.batch();
        batch.require(session, new InTurn(session, move, expected));
        inboxes.pass(batch, session);
        // Where the session has ended by now, there is no inbox, and the messages go nowhere, as they would have here.
        fresh.forEach(message -> FollowUps.add(batch, session, message.content()));
        batch.add(new SessionOp.Arrived(session, move, next, came.ends()));
        batch.commit().whenComplete((done, failure) -> engine.workers().execute(() -> complete(result, next, failure)));
    }

    /** Nobody else says the same just now. */
    private final class InTurn implements Condition {

        private final String session;
        private final String move;
        private final long expected;

        InTurn(String session, String move, long expected) {
            this.session = session;
            this.move = move;
            this.expected = expected;
        }

        @Override
        public void reserve() {
            if (moves.isLeaving(session)) {
                // It has been, or is just being, written down: what followed now would be missing there, or come twice.
                throw new RefusedException(
                        Reason.CONFLICT, "Session '" + session + "' is just being taken elsewhere; try again soon");
            }
            synchronized (Incoming.this) {
                boolean other = moves.arrived(session, move).map(Came::below).orElse(-1L) != expected;
                if (other || committing.putIfAbsent(new Coming(session, move), new ArrayList<>(0)) != null) {
                    throw new RefusedException(
                            Reason.CONFLICT, "Messages of session '" + session + "' are just coming");
                }
            }
        }

        @Override
        public void end(boolean committed) {
            ended(new Coming(session, move));
        }
    }

    /** Whether messages are just following the session. On its shard. */
    synchronized boolean coming(String session) {
        return committing.keySet().stream().anyMatch(one -> one.session.equals(session));
    }

    private void ended(Coming one) {
        List<Runnable> waited;
        synchronized (this) {
            waited = committing.remove(one);
            notifyAll();
        }
        waited.forEach(Runnable::run);
    }

    /**
     * Takes no more, and waits for what is under way: the next one, who says what became of moves, does not know of it.
     *
     * @param most how long it waits
     */
    synchronized void close(Duration most) {
        closed = true;
        long end = System.nanoTime() + most.toNanos();
        try {
            for (long rest = most.toMillis(); !committing.isEmpty() && rest > 0; ) {
                wait(rest);
                rest = (end - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public CompletionStage<Void> settle(String move, String session) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        engine.batch()
                .add(new SessionOp.Settled(session, move))
                .commit()
                .whenComplete((done, failure) -> engine.workers().execute(() -> complete(settled, null, failure)));
        return settled;
    }
}
