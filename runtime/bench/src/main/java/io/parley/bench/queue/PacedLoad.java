package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends to one queue at a fixed rate, and has one consumer take and acknowledge it all. How long a message was on its way counts from when it
 * was due to be sent, not from when it could be.
 */
final class PacedLoad implements Flow.Subscriber<Delivery> {

    private static final int CREDIT = 16_384;
    private static final long PAUSE_NANOS = 100_000;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final MessageService service;
    private final Address queue;
    private final int payload;
    private final double perSecond;
    private final Failure failure = new Failure();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile Flow.Subscription subscription;

    /** Of the measured time; for the thread that calls the consumer until all is acknowledged. */
    private int[] micros;

    private int count;
    private long from;

    /** How long messages were on their way, in milliseconds. */
    record Latencies(double p50, double p99, double p999) {}

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
        from = begun + settle.toNanos();
        long end = from + measure.toNanos();
        micros = new int[(int) (perSecond * measure.toNanos() / 1e9) + 1];
        service.consume(queue, new ConsumeOptions(Duration.ZERO)).subscribe(this);
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
            drain(sent);
        } finally {
            if (subscription != null) {
                subscription.cancel();
            }
        }
        Arrays.sort(micros, 0, count);
        return new Latencies(millis(0.5), millis(0.99), millis(0.999));
    }

    private void send(long due) {
        Payload content = Payload.wrap(ByteBuffer.allocate(payload).putLong(0, due));
        service.send(Message.to(queue).payload(content).build())
                .whenComplete((receipt, refused) -> failure.note(refused));
    }

    private void drain(long sent) {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (acknowledged.get() < sent) {
            failure.check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%d messages sent, only %d of them were acknowledged".formatted(sent, acknowledged.get()));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private double millis(double share) {
        return count == 0 ? Double.NaN : micros[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e3;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(CREDIT);
    }

    @Override
    public void onNext(Delivery delivery) {
        long due = ByteBuffer.wrap(delivery.message().payload().toBytes()).getLong();
        if (due >= from && count < micros.length) {
            micros[count++] = (int) ((System.nanoTime() - due) / 1_000);
        }
        delivery.ack().whenComplete((done, refused) -> {
            failure.note(refused);
            acknowledged.incrementAndGet();
            subscription.request(1);
        });
    }

    @Override
    public void onError(Throwable cause) {
        failure.note(cause);
    }

    @Override
    public void onComplete() {
        failure.note(new IllegalStateException("The consumer was ended"));
    }
}
