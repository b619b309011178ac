package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.plugin.MissingPluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Messages to one address that are in one record. More of them join until the journal writes it. Safe for all threads. */
final class Gathered implements Batch.End {

    /** So many at the most. */
    private static final int MOST = 256;

    /** They have so many bytes at the most; about, since it is not known what the names in the record take. */
    static final int MOST_BYTES = 64 * 1024;

    private final Preparation preparation;
    private final Batch batch;
    private final Address address;
    private final int expected;
    private final IntConsumer whenComplete;
    private final List<Sending> sendings = new ArrayList<>(); // guarded by this until it is complete
    private int bytes; // guarded by this
    private boolean complete; // guarded by this

    /** Whether all of them hear at one place. */
    private boolean alike = true; // guarded by this until it is complete

    private volatile boolean heard;

    /**
     * @param batch to which nobody else adds anything
     * @param expected bytes that the messages will have in the end, roughly
     * @param whenComplete called once, with the bytes that they have
     */
    Gathered(Preparation preparation, Batch batch, Address address, int expected, IntConsumer whenComplete) {
        this.preparation = preparation;
        this.expected = expected;
        this.whenComplete = whenComplete;
        this.batch = batch;
        this.address = address;
    }

    /**
     * The message joins the others.
     *
     * @return false when it cannot, since it would overtake something, or there is no room
     * @throws RefusedException when it is not accepted
     */
    boolean join(Message message, int size, Origin origin, Sending sending) throws MissingPluginException {
        return address.equals(message.address()) && batch.isLast() && addIfOpen(message, size, origin, sending);
    }

    // What is handed to the journal from here on is sent at the same time as this, so that either may come first.
    private synchronized boolean addIfOpen(Message message, int size, Origin origin, Sending sending)
            throws MissingPluginException {
        if (complete || sendings.size() == MOST || bytes + size > MOST_BYTES) {
            return false;
        }
        add(message, size, origin, sending);
        // Whoever sends writes into the record: the journal's thread is what all wait for.
        batch.draft(expected);
        return true;
    }

    /** As {@link #join}, before it is committed: for whoever has made it. */
    synchronized void add(Message message, int size, Origin origin, Sending sending) throws MissingPluginException {
        int before = batch.size();
        preparation.plan(message, StoredMessage.plain(message), origin, batch);
        sending.expect(message.id(), batch, before);
        sendings.add(sending);
        alike &= sending.completions() == sendings.get(0).completions();
        bytes += size;
    }

    /** They go to the journal. */
    void commit() {
        if (batch.durable()) {
            batch.tellWhenDurable();
            batch.commitGrowing(this::complete, this);
        } else {
            complete();
            sendings.get(0).commit(batch);
        }
    }

    /** Nobody joins from now on. */
    synchronized void complete() {
        if (!complete) {
            complete = true;
            whenComplete.accept(bytes);
        }
    }

    /** On the journal's thread, which has no time for each of them. */
    @Override
    public void committed() {
        if (!alike) {
            sendings.forEach(Sending::committed);
            heard = true;
            return;
        }
        Completions completions = sendings.get(0).completions();
        completions.execute(() -> Sending.accepted(sendings));
        completions.executeAll(sendings);
        completions.execute(() -> heard = true);
    }

    @Override
    public boolean heard() {
        return heard;
    }

    @Override
    public void refused(RefusedException why) {
        complete();
        for (int i = 0; i < sendings.size(); i++) {
            sendings.get(i).refused(why);
        }
    }
}
