package io.parley.testkit;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import io.parley.spi.tracing.Tracer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tracer that remembers, and traces every message; a delivery only where the message says what it comes from. The header
 * {@link Tracer#TRACE_PARENT} is the number of a span. Safe for all threads.
 */
public final class RecordingTracer implements Tracer {

    private final List<Recorded> spans = new ArrayList<>(); // guarded by this

    @Override
    public synchronized Span begin(Operation operation, Message message) {
        int parent =
                message.headers().first(TRACE_PARENT).map(Integer::parseInt).orElse(-1);
        return parent < 0 && operation == Operation.DELIVER
                ? Span.NONE
                : add(operation, message.address().toString(), parent);
    }

    private synchronized Recorded add(Operation operation, String name, int parent) {
        Recorded span = new Recorded(spans.size(), operation, name, parent);
        spans.add(span);
        return span;
    }

    /**
     * What was traced, in the order of beginning, for example {@code "3 ROUTE content in 1: ok"}: its number, what was done, by whom or
     * for which address, the number of what it is part of, what was noted, and how it ended: {@code ok}, the reason of a refusal, or
     * {@code open}. The position on the journal is not shown.
     */
    public synchronized List<String> spans() {
        return spans.stream().map(Recorded::toString).toList();
    }

    private final class Recorded implements Span {

        private final int number;
        private final Operation operation;
        private final String name;
        private final int parent;
        private final Map<Detail, Object> notes = new EnumMap<>(Detail.class);
        private final AtomicInteger ends = new AtomicInteger();
        private volatile String ended = "open";

        Recorded(int number, Operation operation, String name, int parent) {
            this.number = number;
            this.operation = operation;
            this.name = name;
            this.parent = parent;
        }

        @Override
        public Message carriedBy(Message message) {
            return message.with().header(TRACE_PARENT, String.valueOf(number)).build();
        }

        @Override
        public Span begin(Operation part, String by) {
            return add(part, by, number);
        }

        @Override
        public void note(Detail detail, Object value) {
            synchronized (notes) {
                notes.put(detail, value);
            }
        }

        @Override
        public void end() {
            end("ok");
        }

        @Override
        public void fail(RefusedException why) {
            end(why.reason().name());
        }

        private void end(String how) {
            ended = ends.incrementAndGet() == 1 ? how : "ended " + ends + " times";
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder().append(number).append(' ').append(operation);
            if (!name.isEmpty()) {
                text.append(' ').append(name);
            }
            if (parent >= 0) {
                text.append(" in ").append(parent);
            }
            synchronized (notes) {
                notes.forEach((detail, value) -> {
                    if (detail != Detail.POSITION) {
                        text.append(", ").append(detail).append(' ').append(value);
                    }
                });
            }
            return text.append(": ").append(ended).toString();
        }
    }
}
