package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends to one queue at a fixed rate, and has one consumer take and acknowledge it all. How long a message was on its way counts from when it
 * was due to be sent, not from when it could be.
 */
final class PacedLoad {

    private static final long PAUSE_NANOS = 100_000;

    private final MessageService service;
    private final Address queue;
    private final int payload;
    private final double perSecond;
    private final Failure failure = new Failure();

    /** How long messages were on their way, in milliseconds. */
    record Latencies(double p50, double p99, double p999) {}

    /** For the thread that calls it, until all is acknowledged. */
    private static final class Watch extends LoadConsumer {

        private final long from;

        /** Of what was due from then on. */
        private final Samples samples;

        Watch(Failure failure, long from, int expected) {
            super(CREDIT, failure);
            this.from = from;
            this.samples = new Samples(expected);
        }

        @Override
        public void onNext(Delivery delivery) {
            long due = ByteBuffer.wrap(delivery.message().payload().toBytes()).getLong();
            if (due >= from) {
                samples.add(System.nanoTime() - due);
            }
            super.onNext(delivery);
        }

        Latencies latencies() {
            return new Latencies(millis(0.5), millis(0.99), millis(0.999));
        }

        private double millis(double share) {
            return samples.micros(share) / 1e3;
        }
    }

    /** @param payload bytes of a message, 8 or more */
    PacedLoad(MessageService service, Address queue, int payload, double perSecond) {
        this.service = service;
        this.queue = queue;
        this.payload = payload;
        this.perSecond = perSecond;
    }

    /** Runs it once. */
    Latencies run(Duration settle, Duration measure) throws Exception {
        long begun = System.nanoTime();
        long from = begun + settle.toNanos();
        long end = from + measure.toNanos();
        Watch consumer = new Watch(failure, from, (int) (perSecond * measure.toNanos() / 1e9) + 1);
        consumer.start(service, queue);
        try {
            long sent = 0;
            for (long due = begun; due < end; LockSupport.parkNanos(PAUSE_NANOS)) {
                failure.check();
                for (long now = System.nanoTime();
                        due <= now && due < end;
                        due = begun + (long) (sent * 1e9 / perSecond)) {
                    send(due);
                    sent++;
                }
            }
            long all = sent;
            Receiver.drain(List.of(consumer), () -> all, failure);
        } finally {
            consumer.cancel();
        }
        return consumer.latencies();
    }

    private void send(long due) {
        Payload content = Payload.wrap(ByteBuffer.allocate(payload).putLong(0, due));
        service.send(Message.to(queue).payload(content).build())
                .whenComplete((receipt, refused) -> failure.note(refused));
    }
}
