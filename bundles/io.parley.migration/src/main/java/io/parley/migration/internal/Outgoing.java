package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Moves.Gone;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.Moves.Leaving;
import io.parley.migration.internal.Export.Taken;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.migration.Answer;
import io.parley.spi.migration.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes sessions to peers. Each step is on the journal before the next one begins; where nobody knows what became of an offer the peer is asked until it
 * answers, also after a restart. Until then the session is nobody's here.
 */
final class Outgoing {

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Engine engine;
    private final Moves moves;
    private final Peers peers;
    private final Supplier<Export> exports;
    private final Supplier<Settings> settings;
    private final Consumer<Gone> follow;

    /** Why a session still waits, as it was last told: once for each reason, though it is tried every second. */
    private final Map<String, String> waiting = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /** @param follow sends on what comes after the session has gone */
    Outgoing(
            Engine engine,
            Moves moves,
            Peers peers,
            Supplier<Export> exports,
            Supplier<Settings> settings,
            Consumer<Gone> follow) {
        this.engine = engine;
        this.moves = moves;
        this.peers = peers;
        this.exports = exports;
        this.settings = settings;
        this.follow = follow;
    }

    /** Goes on with what was under way when this was here last. */
    void begin() {
        moves.leaving().thenAccept(all -> all.forEach(leaving -> ask(leaving, new CompletableFuture<>())));
        moves.gone().thenAccept(all -> all.forEach(follow));
    }

    CompletionStage<Void> move(String session, String peer) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            peers.get(peer);
            Export export = exports.get();
            Leaving leaving = new Leaving(session, UUID.randomUUID().toString(), peer);
            moves.leave(leaving).whenComplete((family, failure) -> {
                if (failure == null) {
                    offer(leaving, family, export, done);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (RefusedException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    private void offer(Leaving leaving, List<Identity> family, Export export, CompletableFuture<Void> done) {
        List<CompletableFuture<Taken>> all =
                family.stream().map(one -> taken(one, export)).toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).whenComplete((ended, failure) -> {
            if (failure == null) {
                send(leaving, family, all.stream().map(CompletableFuture::join).toList(), done);
            } else {
                String why = RefusedException.of(failure).getMessage();
                each(leaving, family, done, (one, decided) -> stay(one, why, decided));
            }
        });
    }

    /** On a worker, what there is of the session at one moment. */
    private CompletableFuture<Taken> taken(Identity session, Export export) {
        String id = session.id();
        return CompletableFuture.supplyAsync(
                        () -> export.taken(id).thenApply(parts -> new Taken(session, parts, moves.came(id))),
                        engine.shards().of(id))
                .thenCompose(taken -> taken)
                .whenCompleteAsync((taken, failure) -> {}, engine.workers());
    }

    private void send(Leaving leaving, List<Identity> family, List<Taken> taken, CompletableFuture<Void> done) {
        Peer.Content content = out -> Export.write(taken, new ExportWriter(out, bytes -> {}));
        peers.call(leaving.peer(), peer -> peer.offer(leaving.move(), leaving.session(), content))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        each(leaving, family, done, this::ask);
                    } else if (answer.taken()) {
                        // All of them are there, but how far each has come is its own.
                        each(leaving, family, done, (one, decided) -> {
                            if (one.session().equals(leaving.session())) {
                                decide(one, answer, decided);
                            } else {
                                ask(one, decided);
                            }
                        });
                    } else {
                        each(leaving, family, done, (one, decided) -> stay(one, answer.words(), decided));
                    }
                });
    }

    /** What is done for each one of those that leave together. */
    @FunctionalInterface
    private interface Step {
        void begin(Leaving one, CompletableFuture<Void> decided);
    }

    /** @param done as the end of the first one, once all have ended */
    private static void each(Leaving leaving, List<Identity> family, CompletableFuture<Void> done, Step step) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Identity one : family) {
            CompletableFuture<Void> decided = new CompletableFuture<>();
            all.add(decided);
            step.begin(new Leaving(one.id(), leaving.move(), leaving.peer()), decided);
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .whenComplete((ended, any) -> all.get(0).whenComplete((first, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure);
                    }
                }));
    }

    /** Until there is an answer. */
    private void ask(Leaving leaving, CompletableFuture<Void> done) {
        if (closed) {
            return;
        }
        peers.call(leaving.peer(), peer -> peer.outcome(leaving.move(), leaving.session()))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        decide(leaving, answer, done);
                    } else {
                        again(leaving, "it is not known whose it is", failure, () -> ask(leaving, done));
                    }
                });
    }

    private void decide(Leaving leaving, Answer answer, CompletableFuture<Void> done) {
        if (answer.taken()) {
            long until = engine.timers().now() + settings.get().movedMillis();
            go(leaving, answer, until, done);
        } else {
            stay(leaving, answer.words(), done);
        }
    }

    private void stay(Leaving leaving, String why, CompletableFuture<Void> done) {
        moves.stay(leaving).whenComplete((stayed, failure) -> {
            if (failure == null) {
                waiting.remove(leaving.session());
                done.completeExceptionally(new RefusedException(
                        Reason.CONFLICT,
                        "Session '" + leaving.session() + "' stays here; '" + leaving.peer() + "' did not take it: "
                                + why));
            } else {
                again(leaving, "that it stays cannot be stored", failure, () -> stay(leaving, why, done));
            }
        });
    }

    private void go(Leaving leaving, Answer answer, long until, CompletableFuture<Void> done) {
        String reference;
        try {
            reference = peers.get(leaving.peer()).reference();
        } catch (RefusedException e) {
            again(leaving, "where clients are to go is not known", e, () -> go(leaving, answer, until, done));
            return;
        }
        Gone gone = new Gone(leaving.session(), leaving.move(), leaving.peer(), reference, answer.below(), until);
        moves.go(gone, answer.ends()).whenComplete((went, failure) -> {
            if (failure == null) {
                waiting.remove(leaving.session());
                if (!closed) {
                    follow.accept(gone);
                }
                done.complete(null);
            } else {
                again(leaving, "that it has gone cannot be stored", failure, () -> go(leaving, answer, until, done));
            }
        });
    }

    private void again(Leaving leaving, String what, Throwable failure, Runnable step) {
        if (closed) {
            return;
        }
        String reason = what + ": " + RefusedException.of(failure).getMessage();
        if (!reason.equals(waiting.put(leaving.session(), reason))) {
            Loggers.session(leaving.session())
                    .warn(
                            "Session '{}' on its way to '{}' waits, since {}",
                            Printable.of(leaving.session()),
                            leaving.peer(),
                            reason);
        }
        engine.timers().after(AGAIN, engine.workers(), step);
    }

    void close() {
        closed = true;
    }
}
