package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Condition;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Counts the messages that are on their way into one inbox, and keeps others out when it is told so. One condition for all of them; owned by the shard. */
final class Passage implements Inboxes.Gate, Condition {

    private final String session;
    private final Shard shard;
    private final Consumer<Passage> removed;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private int passing;
    private boolean shut;

    Passage(String session, Shard shard, Consumer<Passage> removed) {
        this.session = session;
        this.shard = shard;
        this.removed = removed;
    }

    String session() {
        return session;
    }

    @Override
    public void reserve() {
        if (shut) {
            throw new RefusedException(
                    Reason.UNAVAILABLE, "Session '" + session + "' is just coming back; try again soon");
        }
        passing++;
    }

    @Override
    public void end(boolean committed) {
        passing--;
        tell();
    }

    private void tell() {
        if (passing == 0) {
            waiting.forEach(one -> one.complete(null));
            waiting.clear();
        }
    }

    @Override
    public CompletionStage<Void> shut() {
        CompletableFuture<Void> empty = new CompletableFuture<>();
        shard.execute(() -> {
            shut = true;
            waiting.add(empty);
            tell();
        });
        return empty;
    }

    @Override
    public void open() {
        shard.execute(() -> shut = false);
    }

    @Override
    public void remove() {
        open();
        removed.accept(this);
    }
}
