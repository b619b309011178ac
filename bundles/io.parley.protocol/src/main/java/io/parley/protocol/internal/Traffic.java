package io.parley.protocol.internal;

import io.parley.api.message.Message;
import io.parley.spi.protocol.Outbound;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What went through the gateway since it started. Safe for all threads. */
final class Traffic {

    private final LongAdder connections = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();

    void connected() {
        connections.increment();
        connected.increment();
    }

    void disconnected() {
        connected.decrement();
    }

    void received(Message message) {
        received.increment();
        receivedBytes.add(message.payload().size());
    }

    void sent(List<Outbound> batch) {
        int messages = 0;
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i) instanceof Outbound.Deliver deliver) {
                messages++;
                bytes += deliver.message().payload().size();
            }
        }
        sent.add(messages);
        sentBytes.add(bytes);
    }

    /** Each as "name value". */
    List<String> figures() {
        return List.of(
                "gateway.connections " + connections.sum(),
                "gateway.connected " + connected.sum(),
                "gateway.received " + received.sum(),
                "gateway.received.bytes " + receivedBytes.sum(),
                "gateway.sent " + sent.sum(),
                "gateway.sent.bytes " + sentBytes.sum());
    }
}
