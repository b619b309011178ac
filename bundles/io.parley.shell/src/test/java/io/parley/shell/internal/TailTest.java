package io.parley.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes);
    private final AtomicLong asked = new AtomicLong();
    private boolean cancelled;

    private Tail tail(long count) {
        Tail tail = new Tail(message -> !message.address().name().endsWith("no"), count);
        tail.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                asked.addAndGet(n);
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
        return tail;
    }

    private static Event event(String topic) {
        Message message = Message.to(Address.topic(topic))
                .timeMillis(1_000)
                .contentType("text/plain")
                .payload("hello")
                .build();
        return new Event(message, 0, new Cursor("x"));
    }

    @Test
    void printsWhatPassesUpToTheCount() throws Exception {
        Tail tail = tail(2);
        for (String topic : new String[] {"a", "no", "b", "c"}) {
            tail.onNext(event(topic));
        }
        assertEquals("2 events", tail.print(out, LONG, () -> false));
        assertEquals(
                "1970-01-01T00:00:01Z a [text/plain] hello\n1970-01-01T00:00:01Z b [text/plain] hello\n",
                bytes.toString());
        assertTrue(cancelled);
        assertEquals(64 + 3, asked.get());
    }

    @Test
    void endsWhenTimeIsOverOrSomebodyHasEnough() throws Exception {
        assertEquals("0 events", tail(9).print(out, Duration.ZERO, () -> false));
        AtomicInteger looks = new AtomicInteger();
        assertEquals("0 events", tail(9).print(out, LONG, () -> looks.incrementAndGet() > 2));
        Thread.currentThread().interrupt();
        assertEquals("0 events", tail(9).print(out, LONG, () -> false));
        assertFalse(Thread.interrupted());
    }

    @Test
    void aRefusalIsTold() {
        Tail tail = tail(9);
        tail.onError(new RefusedException(RefusedException.Reason.INVALID, "no such pattern"));
        assertEquals(
                "no such pattern",
                assertThrows(RefusedException.class, () -> tail.print(out, LONG, () -> false))
                        .getMessage());
        assertTrue(cancelled);
    }
}
