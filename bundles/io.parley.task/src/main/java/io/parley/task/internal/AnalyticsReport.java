package io.parley.task.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.task.AnalyticsTotals;
import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.SessionAnalytics.Rank;
import io.parley.api.task.Volume;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells on topics what goes on in sessions, as JSON. */
final class AnalyticsReport {

    /** The topic of the totals; those who do the most are below. */
    static final String TOPIC = "$parley/analytics";

    private static final String TALKERS = TOPIC + "/toptalkers";
    private static final int MOST = 10;

    private AnalyticsReport() {}

    static List<Message> of(Analytics analytics) {
        return List.of(
                message(TOPIC, totals(analytics.count())),
                message(
                        TALKERS,
                        analytics.topTalkers(Rank.MESSAGES, MOST).stream()
                                .map(AnalyticsReport::client)
                                .collect(Collectors.joining(",", "[", "]"))));
    }

    private static Message message(String topic, String json) {
        return Message.to(Address.topic(topic))
                .contentType("application/json")
                .payload(json)
                .build();
    }

    private static String totals(AnalyticsTotals totals) {
        return "{\"since\":" + quoted(totals.since().toString())
                + totals.changes().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> "," + quoted(each.getKey()) + ":" + each.getValue())
                        .collect(Collectors.joining())
                + ",\"active\":" + totals.active() + ",\"away\":" + totals.detached()
                + ",\"connectedSeconds\":" + totals.connectedFor().toSeconds()
                + volume(totals.volume())
                + ",\"lifetime\":" + times(totals.lifetimes())
                + ",\"delivery\":" + times(totals.delivery()) + "}";
    }

    private static String client(ClientTraffic client) {
        return "{\"session\":" + quoted(client.session()) + ",\"principal\":" + quoted(client.principal())
                + ",\"connected\":" + client.connected() + ",\"since\":"
                + quoted(client.since().toString())
                + ",\"connections\":" + client.connections()
                + ",\"connectedSeconds\":" + client.connectedFor().toSeconds()
                + volume(client.volume()) + ",\"delivery\":" + times(client.delivery()) + "}";
    }

    private static String volume(Volume volume) {
        return ",\"messagesIn\":" + volume.messagesIn() + ",\"bytesIn\":" + volume.bytesIn() + ",\"messagesOut\":"
                + volume.messagesOut() + ",\"bytesOut\":" + volume.bytesOut();
    }

    private static String times(Distribution times) {
        return "{\"count\":" + times.count() + ",\"medianMs\":" + millis(times.median()) + ",\"p90Ms\":"
                + millis(times.p90()) + ",\"p99Ms\":" + millis(times.p99()) + ",\"longestMs\":"
                + millis(times.longest()) + "}";
    }

    private static String millis(Duration time) {
        return Double.toString(time.toNanos() / 1e6);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
