package io.parley.protocol.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Tracing;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Traces the deliveries to one client, each until the client has acknowledged it: no more than the client's window at once, since the
 * others are not sent yet. Owned by the connection's lane.
 */
final class DeliverySpans {

    private final Tracing tracing;
    private final Supplier<String> client;
    private final Map<Long, Span> unacknowledged = new HashMap<>(0);

    /** @param client the id of its session; asked for once there is something to deliver */
    DeliverySpans(Tracing tracing, Supplier<String> client) {
        this.tracing = tracing;
        this.client = client;
    }

    /** What is sent in the batch's place: what is traced names its delivery as that which it comes from. */
    List<Outbound> begin(List<Outbound> batch) {
        if (!tracing.on()) {
            return batch;
        }
        List<Outbound> carried = batch;
        for (int i = 0; i < batch.size(); i++) {
            Outbound outbound = batch.get(i);
            Outbound traced = outbound instanceof Outbound.Deliver deliver ? begin(deliver) : outbound;
            if (traced != outbound) {
                carried = carried == batch ? new ArrayList<>(batch) : carried;
                carried.set(i, traced);
            }
        }
        return carried;
    }

    private Outbound begin(Outbound.Deliver deliver) {
        Span span = tracing.begin(Operation.DELIVER, deliver.message());
        if (span == Span.NONE) {
            return deliver;
        }
        span.note(Detail.CLIENT, client.get());
        span.note(Detail.GUARANTEE, deliver.guarantee());
        span.note(Detail.REDELIVERED, deliver.redelivered());
        span.note(Detail.RETAINED, deliver.retained());
        if (deliver.guarantee() == Guarantee.AT_MOST_ONCE) {
            span.end();
        } else {
            unacknowledged.put(deliver.sequence(), span);
        }
        return new Outbound.Deliver(
                span.carriedBy(deliver.message()),
                deliver.sequence(),
                deliver.guarantee(),
                deliver.retained(),
                deliver.redelivered(),
                deliver.subscriptions());
    }

    void acknowledged(long sequence) {
        if (!unacknowledged.isEmpty()) {
            Span span = unacknowledged.remove(sequence);
            if (span != null) {
                span.end();
            }
        }
    }

    /** The client no longer holds the session: what it has not acknowledged is delivered again. */
    void close() {
        if (!unacknowledged.isEmpty()) {
            RefusedException why =
                    new RefusedException(Reason.NOT_OWNED, "The connection ended before the client acknowledged it");
            unacknowledged.values().forEach(span -> span.fail(why));
            unacknowledged.clear();
        }
    }
}
