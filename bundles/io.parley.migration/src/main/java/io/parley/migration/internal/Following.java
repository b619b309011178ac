package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.Moves.Gone;
import io.parley.engine.shard.Shard;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.migration.FollowUp;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends on what comes into the inbox of one session that has gone, in order, until that is forgotten. A message leaves the inbox when the other side has it
 * on its journal, which knows how far it is: so nothing is lost, or comes twice. Owned by the session's shard.
 */
final class Following {

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int WINDOW = 64;

    private final Engine engine;
    private final Moves moves;
    private final Peers peers;
    private final Gone gone;
    private final Shard shard;
    private final ArrayDeque<Outbound.Deliver> waiting = new ArrayDeque<>();
    private Runnable whenOver = () -> {};
    private Inboxes inboxes;
    private Inboxes.Gate gate;
    private Inboxes.Link link;
    private boolean sending;

    /** The session is just coming back, perhaps. */
    private boolean held;

    /** The other side is to forget it, and then this one. */
    private boolean ending;

    private boolean over;
    private boolean told;

    Following(Engine engine, Moves moves, Peers peers, Gone gone) {
        this.engine = engine;
        this.moves = moves;
        this.peers = peers;
        this.gone = gone;
        this.shard = engine.shards().of(gone.session());
    }

    /** @param forgotten run when it is over for good */
    void begin(Inboxes all, Runnable forgotten) {
        whenOver = forgotten;
        inboxes = all;
        gate = inboxes.gate(gone.session());
        shard.execute(() -> {
            attach();
            long rest = gone.until() - engine.timers().now();
            engine.timers().after(Duration.ofMillis(Math.max(0, rest)), shard, this::end);
        });
    }

    private void attach() {
        link = inboxes.attachNobody(gone.session(), WINDOW, this::take);
    }

    Gone gone() {
        return gone;
    }

    /**
     * Nothing is sent on, and nothing comes, until it is decided whether the session {@link #back comes back} or {@link #goOn not}.
     *
     * @return fails with CONFLICT when it is late for that
     */
    CompletionStage<Void> hold() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        shard.execute(() -> {
            if (over || held || ending) {
                quiet.completeExceptionally(new RefusedException(
                        Reason.CONFLICT,
                        "Session '" + gone.session()
                                + "' comes back already, or it is just being forgotten that it was here"));
                return;
            }
            held = true;
            link.close();
            waiting.clear();
            gate.shut().thenRun(() -> quiet.complete(null));
        });
        return quiet;
    }

    void goOn() {
        shard.execute(() -> {
            held = false;
            gate.open();
            if (!over) {
                attach();
            }
        });
    }

    /** The session is here again, with all that had not gone on. */
    void back() {
        shard.execute(() -> {
            over = true;
            gate.remove();
            whenOver.run();
        });
    }

    void close() {
        shard.execute(() -> {
            over = true;
            link.close();
        });
    }

    /** On the shard. */
    private void take(List<Outbound> batch) {
        for (Outbound outbound : batch) {
            if (outbound instanceof Outbound.Deliver deliver
                    && (deliver.sequence() >= gone.below() || deliver.guarantee() == Guarantee.AT_MOST_ONCE)) {
                if (deliver.guarantee() != Guarantee.AT_MOST_ONCE) {
                    waiting.add(deliver);
                }
            } else {
                link.acknowledge(outbound.sequence());
            }
        }
        send();
    }

    private void send() {
        if (sending || over || held || waiting.isEmpty()) {
            return;
        }
        sending = true;
        List<Outbound.Deliver> some = new ArrayList<>(waiting);
        engine.workers().execute(() -> {
            List<FollowUp> messages = some.stream()
                    .map(deliver -> new FollowUp(deliver.sequence(), FollowUps.content(deliver)))
                    .toList();
            peers.call(gone.peer(), peer -> peer.follow(gone.move(), gone.session(), messages))
                    .whenComplete((below, failure) -> shard.execute(() -> sent(below, failure)));
        });
    }

    private void sent(Long below, Throwable failure) {
        if (over) {
            return;
        }
        if (failure != null) {
            tell(failure);
            engine.timers().after(AGAIN, shard, () -> {
                sending = false;
                send();
            });
            return;
        }
        told = false;
        // Where it was held meanwhile nothing waits.
        while (!waiting.isEmpty() && waiting.peek().sequence() < below) {
            link.acknowledge(waiting.poll().sequence());
        }
        sending = false;
        send();
    }

    /** Once, until it works again. */
    private void tell(Throwable failure) {
        if (!told) {
            told = true;
            Loggers.session(gone.session())
                    .warn(
                            "What has come for session '{}' cannot be sent on to '{}' yet, and is tried again: {}",
                            Printable.of(gone.session()),
                            gone.peer(),
                            RefusedException.of(failure).getMessage());
        }
    }

    /** Its time is over: the other side need not remember it any longer, and then it is forgotten here. */
    private void end() {
        if (over) {
            return;
        }
        if (sending || held || !waiting.isEmpty()) {
            engine.timers().after(AGAIN, shard, this::end);
            return;
        }
        // Nothing follows from now on: what came behind it would make the other side remember the move for ever.
        sending = true;
        ending = true;
        peers.call(gone.peer(), peer -> peer.settle(gone.move(), gone.session()))
                .thenCompose(settled -> moves.forget(gone))
                .whenComplete((forgotten, failure) -> shard.execute(() -> {
                    if (failure == null) {
                        over = true;
                        link.close();
                        gate.remove();
                        whenOver.run();
                    } else {
                        sending = false;
                        ending = false;
                        engine.timers().after(AGAIN, shard, this::end);
                    }
                }));
    }
}
