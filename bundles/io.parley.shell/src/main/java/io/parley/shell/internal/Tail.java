package io.parley.shell.internal;

import io.parley.api.event.Event;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Events on their way to a person: no more are asked for than are printed. */
final class Tail implements Flow.Subscriber<Event> {

    private static final int AHEAD = 64;
    private static final int SHOWN = 200;
    private static final long LOOK_MILLIS = 100;

    /** Whether whoever looks has had enough. */
    @FunctionalInterface
    interface Enough {
        boolean reached() throws IOException;
    }

    private final Predicate<Message> wanted;
    private final long count;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;

    /** @param count how many are printed at the most */
    Tail(Predicate<Message> wanted, long count) {
        this.wanted = wanted;
        this.count = count;
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        made.request(AHEAD);
    }

    @Override
    public void onNext(Event event) {
        arrived.add(event);
    }

    @Override
    public void onError(Throwable failure) {
        arrived.add(failure);
    }

    @Override
    public void onComplete() {
        arrived.add(new IllegalStateException("the event service has ended"));
    }

    /** Prints until there is an end to it, and says how many there were. */
    String print(PrintStream out, Duration limit, Enough enough) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        long printed = 0;
        try {
            while (printed < count && System.nanoTime() < end && !enough.reached() && !out.checkError()) {
                Object next = arrived.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (next instanceof Event event) {
                    subscription.request(1);
                    if (wanted.test(event.message())) {
                        printed++;
                        out.println(line(event.message()));
                    }
                } else if (next instanceof Throwable failure) {
                    throw RefusedException.of(failure);
                }
            }
        } catch (InterruptedException e) {
            // Ctrl-C: meant for this command, not for the shell's thread behind it.
            out.flush();
        } finally {
            if (subscription != null) {
                subscription.cancel();
            }
        }
        return printed + (printed == 1 ? " event" : " events");
    }

    private static String line(Message message) {
        String name = message.address().name().replaceAll("\\p{Cntrl}", "?");
        String type = message.contentType()
                .map(text -> " [" + text.replaceAll("\\p{Cntrl}", "?") + "]")
                .orElse("");
        return Instant.ofEpochMilli(message.timeMillis()) + " " + name + type + " "
                + Terminal.text(message.payload(), SHOWN);
    }
}
