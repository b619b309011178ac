package io.parley.task.internal;

import static io.parley.task.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.task.AnalyticsTotals;
import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.SessionAnalytics.Rank;
import io.parley.api.task.Volume;
import io.parley.engine.contract.ClientFigures;
import io.parley.engine.contract.SessionFigures;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is counted of sessions, on the real session service beside a gateway that is made up. */
@Timeout(30)
class AnalyticsTest {

    private final Host host = new Host();
    private final Gateway gateway = new Gateway();
    private final Analytics analytics = new Analytics(host.figures, gateway, host.timers::now, host.engine.workers());

    private static final class Gateway implements ClientFigures {

        private final List<ClientTraffic> clients = new ArrayList<>();
        private final List<String> forgotten = new ArrayList<>();

        void add(String session, Volume volume) {
            clients.add(new ClientTraffic(
                    session, "anna", true, Instant.EPOCH, 1, Duration.ofSeconds(3), volume, Distribution.NONE));
        }

        @Override
        public Volume volume() {
            return new Volume(1, 2, 3, 4);
        }

        @Override
        public Duration connectedFor() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Distribution delivery() {
            return Distribution.NONE;
        }

        @Override
        public Optional<ClientTraffic> find(String session) {
            return all().filter(client -> client.session().equals(session)).findAny();
        }

        @Override
        public Stream<ClientTraffic> all() {
            return clients.stream();
        }

        @Override
        public synchronized void forget(String session) {
            forgotten.add(session);
        }
    }

    @AfterEach
    void close() {
        analytics.close();
        host.close();
    }

    private static Map<String, Long> changes(
            long opened, long resumed, long taken, long detached, long closed, long expired) {
        return Map.of(
                "opened", opened,
                "resumed", resumed,
                "taken over", taken,
                "detached", detached,
                "closed", closed,
                "expired", expired,
                "arrived", 0L,
                "moved", 0L);
    }

    @Test
    void whatHappensToSessionsIsCounted() {
        Instant since = host.now();
        Opened a = host.open("a", false);
        host.open("b", false);
        host.open("b", false);
        get(host.sessions.detach("a", a.hold()));
        a = host.open("a", false);
        get(host.sessions.detach("a", a.hold()));
        host.open("c", false);
        host.pass(Duration.ofSeconds(100));
        get(host.sessions.close("c"));
        host.pass(Duration.ofDays(30));
        host.settle();
        host.create("d");
        host.settle();
        AnalyticsTotals totals = get(analytics.totals());
        assertEquals(changes(4, 1, 1, 3, 1, 1), totals.changes());
        assertEquals(since, totals.since());
        assertEquals(1, totals.active());
        assertEquals(1, totals.detached());
        assertEquals(2, totals.lifetimes().count());
        assertEquals(Duration.ofSeconds(128), totals.lifetimes().median());
        assertEquals(Duration.ofSeconds(1L << 22), totals.lifetimes().longest());
        assertEquals(gateway.volume(), totals.volume());
        assertEquals(gateway.connectedFor(), totals.connectedFor());
        assertEquals(List.of("c", "a"), gateway.forgotten);
    }

    @Test
    void thoseThatDoTheMostComeFirst() {
        gateway.add("none", new Volume(0, 0, 0, 0));
        gateway.add("reader", new Volume(1, 1, 100, 10));
        gateway.add("writer", new Volume(90, 9, 2, 2_000));
        gateway.add("balanced", new Volume(50, 500, 51, 500));
        assertEquals(List.of("balanced", "reader", "writer"), top(Rank.MESSAGES, 10));
        assertEquals(List.of("balanced", "reader"), top(Rank.MESSAGES, 2));
        assertEquals(List.of("writer", "balanced", "reader"), top(Rank.BYTES, 10));
        assertEquals(List.of("writer", "balanced", "reader"), top(Rank.MESSAGES_IN, 10));
        assertEquals(List.of("reader", "balanced", "writer"), top(Rank.MESSAGES_OUT, 10));
        assertEquals(List.of("balanced", "writer", "reader"), top(Rank.BYTES_IN, 10));
        assertEquals(List.of("writer", "balanced", "reader"), top(Rank.BYTES_OUT, 10));
        for (int wrong : new int[] {0, -1, 1_001}) {
            assertEquals(
                    "The limit is from 1 to 1000",
                    assertThrows(RefusedException.class, () -> analytics.topTalkers(Rank.BYTES, wrong))
                            .getMessage());
        }
        assertEquals(Optional.empty(), analytics.traffic("nobody"));
        assertEquals(2_000, analytics.traffic("writer").orElseThrow().volume().bytesOut());
    }

    private List<String> top(Rank by, int limit) {
        return analytics.topTalkers(by, limit).stream()
                .map(ClientTraffic::session)
                .toList();
    }

    @Test
    void itIsToldAsJson() {
        host.open("a", false);
        host.settle();
        gateway.add("say \"hi\"\n", new Volume(1, 1, 100, 10));
        List<Message> told = AnalyticsReport.of(analytics);
        assertEquals(
                List.of("topic:$parley/analytics", "topic:$parley/analytics/toptalkers"),
                told.stream().map(message -> message.address().toString()).toList());
        String totals = text(told.get(0));
        assertTrue(totals.startsWith("{\"since\":\""), totals);
        assertTrue(
                totals.contains(",\"opened\":1,")
                        && totals.contains(",\"active\":1,\"away\":0,\"connectedSeconds\":5,"),
                totals);
        assertEquals(
                "[{\"session\":\"say \\\"hi\\\"\\u000a\",\"principal\":\"anna\",\"connected\":true,\"since\":\"1970-01-01T00:00:00Z\","
                        + "\"connections\":1,\"connectedSeconds\":3,\"messagesIn\":1,\"bytesIn\":1,\"messagesOut\":100,\"bytesOut\":10,"
                        + "\"delivery\":{\"count\":0,\"medianMs\":0.0,\"p90Ms\":0.0,\"p99Ms\":0.0,\"longestMs\":0.0}}]",
                text(told.get(1)));
    }

    private static String text(Message message) {
        return new String(message.payload().toBytes(), StandardCharsets.UTF_8);
    }

    /** However many there are: nobody looks at all of them. */
    @Test
    void totalsAreCountedAlready() {
        get(host.sessions.open(new OpenRequest("a", "anna", false, Duration.ofHours(1), end -> {})));
        long hold = get(host.sessions.open(new OpenRequest("b", "anna", false, Duration.ofHours(1), end -> {})))
                .hold();
        get(host.sessions.detach("b", hold));
        SessionFigures counting = (SessionFigures) Proxy.newProxyInstance(
                SessionFigures.class.getClassLoader(),
                new Class<?>[] {SessionFigures.class},
                (proxy, method, given) -> {
                    assertFalse(method.getName().equals("all"), "looks at all sessions");
                    return method.invoke(host.figures, given);
                });
        Analytics counted = new Analytics(counting, gateway, host.timers::now, host.engine.workers());
        assertEquals(1, counted.count().active());
        assertEquals(1, counted.count().detached());
        counted.close();
    }
}
