package io.parley.bench.filter;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.filter.cesql.internal.CesqlFilter;
import io.parley.filter.ldap.internal.LdapFilter;
import io.parley.filter.selector.internal.SelectorFilter;
import io.parley.spi.filter.Filter;
import io.parley.spi.plugin.PluginException;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * One typical expression, written in each language, asked about the same messages over and over: a pattern, a number and a set of texts. A part
 * of the messages ends at each of them, and some pass. Each answer is checked.
 */
public final class FilterLoad {

    private static final int MESSAGES = 4_096;
    private static final String[] TYPES = {"order.new", "order.changed", "order.sent", "invoice.new"};
    private static final String[] REGIONS = {"EU", "US", "APAC"};

    private static final String SELECTOR = "type LIKE 'order.%' AND amount >= 100 AND region IN ('EU', 'US')";
    private static final String CESQL = SELECTOR;
    private static final String LDAP = "(&(type=order.*)(amount>=100)(|(region=EU)(region=US)))";

    private final Message[] messages = new Message[MESSAGES];
    private final CloudEvent[] events = new CloudEvent[MESSAGES];
    private final boolean[] expected = new boolean[MESSAGES];

    /** Who evaluates. */
    public enum Side {
        LIBRARY("CloudEvents SQL library"),
        CESQL("cesql"),
        SELECTOR("selector"),
        LDAP("ldap");

        private final String words;

        Side(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * @param perSecond evaluations
     * @param nanos each of them took
     */
    public record Speed(double perSecond, double nanos) {}

    public FilterLoad() {
        Random random = new Random(1);
        for (int i = 0; i < MESSAGES; i++) {
            String type = TYPES[random.nextInt(TYPES.length)];
            String region = REGIONS[random.nextInt(REGIONS.length)];
            int amount = random.nextInt(1_000);
            messages[i] = Message.to(Address.topic("orders/" + region))
                    .header("specversion", "1.0")
                    .header("source", "/shop")
                    .header("type", type)
                    .header("customer", "c" + random.nextInt(1_000))
                    .header("region", region)
                    .header("amount", String.valueOf(amount))
                    .build();
            events[i] = CloudEventBuilder.v1()
                    .withId(messages[i].id().toString())
                    .withSource(URI.create("/shop"))
                    .withType(type)
                    .withExtension("region", region)
                    .withExtension("amount", String.valueOf(amount))
                    .build();
            expected[i] = type.startsWith("order.") && amount >= 100 && !region.equals("APAC");
        }
    }

    /** Evaluates for that long. */
    public Speed evaluate(Side side, Duration length) throws PluginException {
        return switch (side) {
            case LIBRARY -> library(length);
            case CESQL -> filter(new CesqlFilter(), CESQL, length);
            case SELECTOR -> filter(new SelectorFilter(), SELECTOR, length);
            case LDAP -> filter(new LdapFilter(), LDAP, length);
        };
    }

    private Speed filter(Filter filter, String expression, Duration length) throws PluginException {
        Predicate<Message> compiled = filter.compile(expression);
        return measure(length, i -> compiled.test(messages[i]));
    }

    private Speed library(Duration length) {
        Expression compiled = Parser.getDefault().parse(CESQL);
        EvaluationRuntime runtime = EvaluationRuntime.getDefault();
        return measure(length, i -> {
            Result result = compiled.evaluate(runtime, events[i]);
            return !result.isFailed() && Boolean.TRUE.equals(result.value());
        });
    }

    private Speed measure(Duration length, IntPredicate test) {
        long count = 0;
        long begun = System.nanoTime();
        long end = begun + length.toNanos();
        do {
            for (int i = 0; i < MESSAGES; i++) {
                if (test.test(i) != expected[i]) {
                    throw new IllegalStateException("Message " + i + " is judged wrongly");
                }
            }
            count += MESSAGES;
        } while (System.nanoTime() < end);
        long taken = System.nanoTime() - begun;
        return new Speed(count * 1e9 / taken, (double) taken / count);
    }
}
