package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Stragglers;
import io.parley.engine.op.SendingOp;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.pipeline.Sends;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is not sent on just now, or not again; a part of messaging's state. */
public final class Sending implements Sends {

    private final Delays delays;
    private final Dedupes dedupes;

    /** @param rooms of the queues that what is delayed goes to */
    public Sending(
            Engine engine,
            Pipeline pipeline,
            Supplier<SendingSettings> settings,
            DelayResidence residence,
            Rooms rooms) {
        delays = new Delays(engine, pipeline, settings, residence, rooms);
        dedupes = new Dedupes(engine, settings);
    }

    @Override
    public boolean delays(Message message) {
        return message.deliverAtMillis() != 0 && delays.concerns(message);
    }

    @Override
    public void delay(Message message, Origin origin, Batch batch) {
        delays.add(message, origin, batch);
    }

    @Override
    public boolean dedupes(Message message) {
        return dedupes.concerns(message);
    }

    @Override
    public void dedupe(Message message, Batch batch) {
        dedupes.add(message, batch);
    }

    /** As {@link io.parley.api.message.MessageService#cancel}. */
    public CompletionStage<Boolean> cancel(Address address, UUID id) {
        return delays.cancel(address, id);
    }

    @Override
    public CompletionStage<Boolean> sent(Message message) {
        return dedupes.sent(message);
    }

    /** The ids that senders chose lately for messages to that address. */
    public CompletionStage<List<SendingOp.Seen>> seen(Address address) {
        return dedupes.of(address);
    }

    /** An id that a sender chose elsewhere for a message to that address. */
    public void seen(String id, Address address, long at, Batch batch) {
        batch.add(new SendingOp.Seen(Dedupes.key(id, address), at, true));
    }

    /** How many messages wait for their time. */
    public int delayed() {
        return delays.count();
    }

    public void load(View view) throws JournalException {
        delays.load(view);
        dedupes.load(view);
    }

    public void apply(Shard shard, SendingOp op, MessageRef message) {
        if (op instanceof SendingOp.Seen seen) {
            dedupes.apply(seen);
        } else {
            delays.apply(shard, op, message);
        }
    }

    public void started() {
        delays.begin();
    }

    /** Nothing is sent on from now on: messaging stops, or restarts. Any thread. */
    public void end() {
        delays.end();
    }

    public void collect(Shard shard, ViewChanges into) {
        delays.collect(shard, into);
        dedupes.collect(shard, into);
    }

    /** The view shows what was collected. On the shard. */
    public void collected(Shard shard) {
        delays.collected(shard);
    }

    /** Those that wait for their time and are in memory. */
    public int resident() {
        return delays.resident();
    }

    /** Off the shards. */
    public void relocate(View view, long below, Stragglers found) throws JournalException {
        delays.relocate(view, below, found);
    }
}
