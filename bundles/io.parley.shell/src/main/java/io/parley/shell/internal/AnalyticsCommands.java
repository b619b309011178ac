package io.parley.shell.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.task.AnalyticsTotals;
import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.SessionAnalytics;
import io.parley.api.task.SessionAnalytics.Rank;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.SessionOverview;
import io.parley.api.task.Volume;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:analytics} and {@code parley:toptalkers}. */
@Component(
        service = AnalyticsCommands.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=analytics", "osgi.command.function=toptalkers"})
public final class AnalyticsCommands {

    private final SessionAnalytics analytics;
    private final SessionDirectory directory;

    @Activate
    public AnalyticsCommands(@Reference SessionAnalytics analytics, @Reference SessionDirectory directory) {
        this.analytics = analytics;
        this.directory = directory;
    }

    @Descriptor("what goes on in all sessions, or in one")
    public String analytics(@Descriptor("a session's id; none for all together") String... session) {
        if (session.length > 1) {
            throw new IllegalArgumentException("one session at a time, or none for all together");
        }
        return session.length == 0 ? all() : one(session[0]);
    }

    private String all() {
        AnalyticsTotals totals = Results.of(analytics.totals());
        Table table = new Table("FIGURE", "VALUE").row("since", totals.since());
        new TreeMap<>(totals.changes()).forEach(table::row);
        table.row("connected now", totals.active())
                .row("away now", totals.detached())
                .row("connected for (s)", totals.connectedFor().toSeconds());
        volume(table, totals.volume());
        times(table, "lifetime", totals.lifetimes());
        times(table, "delivery", totals.delivery());
        return table.toString();
    }

    private String one(String id) {
        SessionOverview session = Results.of(directory.get(id));
        Table table = new Table("FIGURE", "VALUE")
                .row("state", session.session().state())
                .row("status", session.activity().name().toLowerCase(Locale.ROOT))
                .row("created", session.session().created())
                .row("last activity", session.lastActivity())
                .row("messages ever", session.messages());
        analytics.traffic(id).ifPresent(traffic -> add(table, traffic));
        return table.toString();
    }

    private static void add(Table table, ClientTraffic traffic) {
        table.row("counted since", traffic.since())
                .row("connections", traffic.connections())
                .row("connected for (s)", traffic.connectedFor().toSeconds());
        volume(table, traffic.volume());
        times(table, "delivery", traffic.delivery());
    }

    private static void volume(Table table, Volume volume) {
        table.row("messages in", volume.messagesIn())
                .row("bytes in", volume.bytesIn())
                .row("messages out", volume.messagesOut())
                .row("bytes out", volume.bytesOut());
    }

    private static void times(Table table, String what, Distribution times) {
        table.row(what + " median (ms)", millis(times.median()))
                .row(what + " p90 (ms)", millis(times.p90()))
                .row(what + " p99 (ms)", millis(times.p99()))
                .row(what + " longest (ms)", millis(times.longest()));
    }

    private static String millis(Duration time) {
        return time.toNanos() % 1_000_000 == 0 ? Long.toString(time.toMillis()) : Double.toString(time.toNanos() / 1e6);
    }

    @Descriptor("the clients that send and get the most")
    public String toptalkers(
            @Descriptor("how many at the most, up to 1000")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "10")
                    int limit,
            @Descriptor("messages, bytes, messages-in, messages-out, bytes-in or bytes-out")
                    @Parameter(
                            names = {"-b", "--by"},
                            absentValue = "messages")
                    String by) {
        Table table =
                new Table("SESSION", "PRINCIPAL", "CONNECTED", "MESSAGES IN", "BYTES IN", "MESSAGES OUT", "BYTES OUT");
        analytics.topTalkers(rank(by), limit).forEach(client -> {
            Volume volume = client.volume();
            table.row(
                    client.session(),
                    client.principal(),
                    client.connected() ? "yes" : "no",
                    volume.messagesIn(),
                    volume.bytesIn(),
                    volume.messagesOut(),
                    volume.bytesOut());
        });
        return table.toString();
    }

    private static Rank rank(String by) {
        return Arrays.stream(Rank.values())
                .filter(one -> word(one).equals(by))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        Reason.INVALID,
                        "'" + by + "' is none of "
                                + Arrays.stream(Rank.values())
                                        .map(AnalyticsCommands::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String word(Rank rank) {
        return rank.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
