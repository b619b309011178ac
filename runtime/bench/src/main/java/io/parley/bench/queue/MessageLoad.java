package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.bench.report.Rate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Sends to one queue and consumes it at the same time; a message counts when its acknowledgement is durable. */
public final class MessageLoad {

    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FULL_NANOS = 20_000;
    private static final int CREDIT = 16_384;

    private final MessageService service;
    private final Address queue;
    private final Payload payload;
    private final int senders;
    private final int window;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private MessageLoad(MessageService service, Address queue, int payloadBytes, int senders, int window) {
        this.service = service;
        this.queue = queue;
        this.payload = Payload.wrap(ByteBuffer.allocate(payloadBytes));
        this.senders = senders;
        this.window = window;
    }

    /** Senders each of which waits until its message is stored before it sends the next. */
    public static MessageLoad waiting(MessageService service, Address queue, int senders, int payloadBytes) {
        return new MessageLoad(service, queue, payloadBytes, senders, 0);
    }

    /** One sender that goes on while no more than so many messages are sent and not yet acknowledged. */
    public static MessageLoad pipelined(MessageService service, Address queue, int window, int payloadBytes) {
        return new MessageLoad(service, queue, payloadBytes, 0, window);
    }

    /**
     * Runs it.
     *
     * @return messages sent, consumed and acknowledged in the measured time
     */
    public Rate run(Duration settle, Duration measure) throws Exception {
        Consumer consumer = new Consumer();
        service.consume(queue, new ConsumeOptions(Duration.ZERO)).subscribe(consumer);
        Thread sender = new Thread(this::send, "sender");
        sender.start();
        try {
            idle(settle);
            Rate.Start from = Rate.start(acknowledged.get());
            idle(measure);
            Rate rate = from.until(acknowledged.get());
            stopped = true;
            sender.join();
            drain();
            return rate;
        } finally {
            stopped = true;
            consumer.cancel();
        }
    }

    private void send() {
        for (int i = 0; i < senders; i++) {
            sendAndAgain();
        }
        while (window > 0 && !stopped) {
            if (sent.get() - acknowledged.get() < window) {
                sent.incrementAndGet();
                service.send(message()).whenComplete((receipt, refused) -> noteFailure(refused));
            } else {
                LockSupport.parkNanos(FULL_NANOS);
            }
        }
    }

    private void sendAndAgain() {
        sent.incrementAndGet();
        service.send(message()).whenComplete((receipt, refused) -> {
            noteFailure(refused);
            if (!stopped) {
                sendAndAgain();
            }
        });
    }

    private Message message() {
        return Message.to(queue).payload(payload).build();
    }

    private void noteFailure(Throwable refused) {
        if (refused != null) {
            failure.compareAndSet(null, refused);
            stopped = true;
        }
    }

    private void idle(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
            check();
        }
    }

    private void drain() {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (acknowledged.get() < sent.get()) {
            check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%d messages sent, only %d acknowledged".formatted(sent.get(), acknowledged.get()));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void check() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("The messaging service refused: " + cause.getMessage(), cause);
        }
    }

    private final class Consumer implements Flow.Subscriber<Delivery> {
        private volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(CREDIT);
        }

        @Override
        public void onNext(Delivery delivery) {
            delivery.ack().whenComplete((done, refused) -> {
                noteFailure(refused);
                acknowledged.incrementAndGet();
                subscription.request(1);
            });
        }

        @Override
        public void onError(Throwable cause) {
            noteFailure(cause);
        }

        @Override
        public void onComplete() {
            noteFailure(new IllegalStateException("The consumer was ended"));
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
