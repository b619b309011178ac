package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.spi.plugin.MissingPluginException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Messages that are sent one by one, and need nothing but to be stored, go to the journal in one record with those to the same queue that wait
 * there already: a busy journal has few large records then instead of many small ones. Each is still accepted or refused by itself. Safe for all
 * threads.
 */
final class Gathering {

    /** What a larger one costs is hardly the record's. */
    private static final int LARGE = 8 * 1024;

    /** Of a message in a record, beside what it carries. */
    private static final int ENVELOPE = 64;

    /** So many records at the most that the journal has not written, and does not count as waiting. */
    private static final int MOST_GROWING = 512;

    private final Supplier<Batch> batches;
    private final Preparation preparation;
    private final AtomicInteger growing = new AtomicInteger();

    /** Bytes of the record that was complete last: the next one mostly has about as many. One that is seen late does no harm. */
    private int expected;

    /** What might be joined. */
    private volatile Gathered last;

    Gathering(Supplier<Batch> batches, Preparation preparation) {
        this.batches = batches;
        this.preparation = preparation;
    }

    /**
     * Sends a message which neither a route nor a compressor concerns, and for which the order is that of its address.
     *
     * @return false when it is to be committed by itself; nothing has happened then
     */
    boolean take(Message message, Origin origin, Sending sending) throws MissingPluginException {
        if (message.address().kind() != Address.Kind.QUEUE || message.payload().streamed()) {
            return false;
        }
        int size = size(message);
        if (size > LARGE) {
            return false;
        }
        try {
            Gathered open = last;
            if (open != null && open.join(message, size, origin, sending)) {
                return true;
            }
            if (growing.get() >= MOST_GROWING) {
                return false;
            }
            begin(message, size, origin, sending);
        } catch (RuntimeException e) {
            sending.refused(RefusedException.of(e));
        }
        return true;
    }

    private void begin(Message message, int size, Origin origin, Sending sending) throws MissingPluginException {
        Batch batch = batches.get().inOrderOf(origin.order(message));
        growing.incrementAndGet();
        Gathered made = new Gathered(preparation, batch, message.address(), Math.max(size, expected), this::complete);
        try {
            made.add(message, size, origin, sending);
        } catch (RuntimeException | MissingPluginException e) {
            batch.abandon();
            made.complete();
            throw e;
        }
        made.commit();
        last = made;
    }

    private void complete(int bytes) {
        growing.decrementAndGet();
        expected = bytes;
    }

    private static int size(Message message) {
        long size = ENVELOPE + message.payload().size();
        if (!message.headers().isEmpty()) {
            for (Headers.Header header : message.headers()) {
                size += header.name().length() + header.value().length();
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, size);
    }
}
