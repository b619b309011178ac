package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.bench.report.Rate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends to one queue and consumes it at the same time; a message counts when its acknowledgement is durable, or, where it is taken at most once,
 * when its consumer has it.
 */
public final class MessageLoad {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FULL_NANOS = 20_000;

    /** Messages between two looks at the window, as of the event bus that this is compared with. */
    private static final int BURST = 256;

    private final MessageService service;
    private final Address queue;
    private final Payload payload;
    private final int senders;
    private final int window;
    private final int together;
    private final AtomicLong sent = new AtomicLong();
    private final Failure failure = new Failure();
    private final List<Receiver> consumers = new ArrayList<>();
    private volatile boolean stopped;

    private MessageLoad(
            MessageService service,
            Address queue,
            int payloadBytes,
            int senders,
            int window,
            int together,
            int consumers,
            boolean atMostOnce) {
        this.service = service;
        this.queue = queue;
        this.payload = Payload.wrap(ByteBuffer.allocate(payloadBytes));
        this.senders = senders;
        this.window = window;
        this.together = together;
        for (int i = 0; i < consumers; i++) {
            this.consumers.add(
                    atMostOnce
                            ? new OnceConsumer(window, failure)
                            : new LoadConsumer(LoadConsumer.CREDIT / consumers, failure));
        }
    }

    /** Senders each of which waits until its message is stored before it sends the next. */
    public static MessageLoad waiting(
            MessageService service, Address queue, int senders, int consumers, int payloadBytes) {
        return new MessageLoad(service, queue, payloadBytes, senders, 0, 1, consumers, false);
    }

    /** One sender that goes on while no more than so many messages are sent and not yet acknowledged. */
    public static MessageLoad pipelined(
            MessageService service, Address queue, int window, int consumers, int payloadBytes) {
        return together(service, queue, window, 1, consumers, payloadBytes);
    }

    /** As {@link #pipelined}, by a sender that sends so many at once, in one call. */
    public static MessageLoad together(
            MessageService service, Address queue, int window, int together, int consumers, int payloadBytes) {
        return new MessageLoad(service, queue, payloadBytes, 0, window, together, consumers, false);
    }

    /** One sender that goes on while no more than so many messages are on their way to one consumer, which takes them at most once. */
    public static MessageLoad atMostOnce(MessageService service, Address queue, int window, int payloadBytes) {
        return new MessageLoad(service, queue, payloadBytes, 0, window, 1, 1, true);
    }

    /**
     * Runs it.
     *
     * @return messages sent and consumed to the end in the measured time
     */
    public Rate run(Duration settle, Duration measure) throws Exception {
        return phases(settle, measure, consumers, 1).get(0);
    }

    /**
     * Runs it twice as long: after the first half one consumer stops reading, and holds what it has.
     *
     * @return what the other consumers acknowledged in the first half, and in the second
     */
    public List<Rate> runStoppingOne(Duration settle, Duration measure) throws Exception {
        return phases(settle, measure, consumers.subList(1, consumers.size()), 2);
    }

    private List<Rate> phases(Duration settle, Duration measure, List<Receiver> counted, int phases) throws Exception {
        consumers.forEach(consumer -> consumer.start(service, queue));
        Thread sender = new Thread(this::send, "sender");
        sender.start();
        try {
            List<Rate> rates = new ArrayList<>();
            for (int phase = 0; phase < phases; phase++) {
                if (phase > 0) {
                    consumers.get(0).pause();
                }
                idle(settle);
                Rate.Start from = Rate.start(Receiver.done(counted));
                idle(measure);
                rates.add(from.until(Receiver.done(counted)));
            }
            stopped = true;
            sender.join();
            consumers.get(0).resume();
            Receiver.drain(consumers, sent::get, failure);
            return rates;
        } finally {
            stopped = true;
            consumers.forEach(Receiver::cancel);
        }
    }

    private void send() {
        for (int i = 0; i < senders; i++) {
            sendAndAgain();
        }
        while (window > 0 && !stopped) {
            long room = window - (sent.get() - Receiver.done(consumers));
            if (room <= 0) {
                LockSupport.parkNanos(FULL_NANOS);
            }
            for (long rest = Math.min(room, BURST); rest > 0; rest -= together) {
                // Nobody else counts here.
                sent.lazySet(sent.get() + together);
                sendTogether().whenComplete((receipt, refused) -> noteFailure(refused));
            }
        }
    }

    private CompletionStage<?> sendTogether() {
        if (together == 1) {
            return service.send(message());
        }
        List<Message> all = new ArrayList<>(together);
        for (int i = 0; i < together; i++) {
            all.add(message());
        }
        return service.sendAll(all, Atomicity.ALL_OR_NONE);
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
            failure.note(refused);
            stopped = true;
        }
    }

    private void idle(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
            failure.check();
        }
    }
}
