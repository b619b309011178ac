package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What decides about messages on their way, as clients of MQTT 5 see it: filters of each language, routes, and rate limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RulesIT {

    private static final String LIMIT = "io.parley.ratelimit~slow";
    private static final int LIMIT_SECONDS = 30;

    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        parley = Installation.of("rules").start();
    }

    @AfterAll
    void stop() {
        if (parley != null) {
            parley.close();
        }
    }

    private Mqtt5BlockingClient client() {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost(parley.address().getHostString())
                .serverPort(parley.address().getPort())
                .buildBlocking();
        client.connect();
        return client;
    }

    private static Mqtt5UserProperties properties(String... namesAndValues) {
        Mqtt5UserPropertiesBuilder builder = Mqtt5UserProperties.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    private static void subscribe(Mqtt5BlockingClient client, String topic, String... properties) {
        client.subscribeWith()
                .topicFilter(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .userProperties(properties(properties))
                .send();
    }

    private static Mqtt5Publish message(String topic, MqttQos qos, String text, String... properties) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(qos)
                .payload(text.getBytes())
                .userProperties(properties(properties))
                .build();
    }

    private static String next(Mqtt5Publishes publishes) throws InterruptedException {
        return new String(receive(publishes).getPayloadAsBytes());
    }

    private static Mqtt5Publish receive(Mqtt5Publishes publishes) throws InterruptedException {
        return publishes
                .receive(LIMIT_SECONDS, TimeUnit.SECONDS)
                .orElseThrow(() -> new AssertionError("no message within " + LIMIT_SECONDS + " s"));
    }

    private void route(String name, String... lines) throws IOException {
        int before = parley.logged();
        parley.configure("io.parley.route~" + name, lines);
        parley.awaitLog(before, "route:" + name + " is configured by io.parley.route~" + name);
    }

    @Test
    void routesLeadToRoutesAndWhatHasNoTargetBecomesADeadLetter() throws Exception {
        route("pair", "router = round-robin", "rules = [queue:pair-a, queue:pair-b]");
        route(
                "tree",
                "router = content",
                "rules = [\"selector: amount > 100 -> route:pair\"]",
                "unroutable = dead-letter",
                "dead.letter = queue:dead");
        Mqtt5BlockingClient client = client();
        for (String amount : List.of("101", "1", "102", "103", "104")) {
            client.publish(message("$route/tree", MqttQos.AT_LEAST_ONCE, amount, "amount", amount, "amount", "again"));
        }
        for (String[] queue : new String[][] {{"$queue/pair-a", "101", "103"}, {"$queue/pair-b", "102", "104"}}) {
            try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
                subscribe(client, queue[0]);
                assertEquals(List.of(queue[1], queue[2]), List.of(next(publishes), next(publishes)));
            }
        }
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(client, "$queue/dead");
            Mqtt5Publish dead = receive(publishes);
            assertEquals("1", new String(dead.getPayloadAsBytes()));
            assertEquals(
                    properties(
                            "amount",
                            "1",
                            "amount",
                            "again",
                            "parley-dead-letter-cause",
                            "unroutable",
                            "parley-dead-letter-detail",
                            "The rules of route:tree give this message no target",
                            "parley-dead-letter-attempts",
                            "0",
                            "parley-dead-letter-origin",
                            "route:tree"),
                    dead.getUserProperties());
        }
        Mqtt5PubAckException refused = assertThrows(
                Mqtt5PubAckException.class,
                () -> client.publish(message("$route/nothing", MqttQos.AT_LEAST_ONCE, "lost")));
        assertEquals(
                "There is no route named 'nothing'",
                refused.getMqttMessage().getReasonString().orElseThrow().toString());
        client.disconnect();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "selector; amount > 100 AND type LIKE 'order.%'",
                "cesql; amount > 100 AND type LIKE 'order.%'",
                "ldap; (&(amount>=101)(type=order.*))"
            })
    void filtersLetThroughWhatTheySay(String language, String expression) throws Exception {
        String topic = "filtered/" + language;
        Mqtt5BlockingClient client = client();
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(client, topic, "parley-filter", expression, "parley-filter-language", language);
            String[][] messages = {
                {"order.new", "150"},
                {"order.new", "50"},
                {"invoice", "500"},
                {"order.old", "many"},
                {"order.end", "101"}
            };
            for (String[] one : messages) {
                client.publish(
                        message(topic, MqttQos.AT_LEAST_ONCE, one[0] + " " + one[1], "type", one[0], "amount", one[1]));
            }
            client.publish(message(topic, MqttQos.AT_LEAST_ONCE, "without properties"));
            client.publish(message(topic, MqttQos.AT_LEAST_ONCE, "last", "type", "order.last", "amount", "999"));
            List<String> expected = new ArrayList<>(List.of("order.new 150", "order.end 101"));
            if (language.equals("ldap")) {
                expected.add(1, "order.old many"); // Texts that are no numbers are in the order of characters.
            }
            expected.add("last");
            List<String> came = new ArrayList<>();
            while (!came.contains("last")) {
                came.add(next(publishes));
            }
            assertEquals(expected, came);
        }
        client.disconnect();
    }

    @Test
    void whatAConsumersFilterDoesNotLetThroughStaysInTheQueue() throws Exception {
        String queue = "$queue/regional";
        Mqtt5BlockingClient client = client();
        for (String region : List.of("us", "eu", "us", "eu")) {
            client.publish(message(queue, MqttQos.AT_LEAST_ONCE, region, "region", region));
        }
        Mqtt5BlockingClient european = client();
        try (Mqtt5Publishes publishes = european.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(european, queue, "parley-filter", "region = 'eu'");
            assertEquals(List.of("eu", "eu"), List.of(next(publishes), next(publishes)));
        }
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(client, queue);
            assertEquals(List.of("us", "us"), List.of(next(publishes), next(publishes)));
        }
        european.disconnect();
        client.disconnect();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "selector; amount >; Position 9: expected a name, a text, a number or '(', found the end",
                "cesql; FOO(amount); Position 1: there is no function FOO with 1 arguments",
                "ldap; (amount=1; Position 10: expected ')', found the end"
            })
    void wrongExpressionsAreRefusedInWords(String language, String expression, String words) {
        Mqtt5BlockingClient client = client();
        Mqtt5SubAckException refused = assertThrows(
                Mqtt5SubAckException.class,
                () -> subscribe(client, "wrong", "parley-filter", expression, "parley-filter-language", language));
        assertEquals(
                List.of(Mqtt5SubAckReasonCode.TOPIC_FILTER_INVALID),
                refused.getMqttMessage().getReasonCodes());
        String reason = refused.getMqttMessage().getReasonString().orElseThrow().toString();
        assertTrue(reason.contains(words), reason);
        client.disconnect();
    }

    /** An agent that speaks MQTT, which is away when it is written to, and a log that outlives the process. */
    @Test
    void messagesBetweenAgentsReachTheirInboxAndAreLogged() throws Exception {
        Mqtt5BlockingClient bert = MqttClient.builder()
                .useMqttVersion5()
                .identifier("bert")
                .serverHost(parley.address().getHostString())
                .serverPort(parley.address().getPort())
                .buildBlocking();
        bert.connectWith().cleanStart(true).sessionExpiryInterval(3_600).send();
        bert.disconnect();
        String sent = parley.exec("parley:agentsend -p urgent anna/1 bert greeting hello there");
        assertTrue(sent.startsWith("stored: from anna/1 to bert, id "), sent);
        try (Mqtt5Publishes publishes = bert.publishes(MqttGlobalPublishFilter.ALL)) {
            bert.connectWith().cleanStart(false).sessionExpiryInterval(3_600).send();
            Mqtt5Publish got = receive(publishes);
            assertEquals("hello there", new String(got.getPayloadAsBytes()));
            assertEquals("$session/bert", got.getTopic().toString());
            assertEquals(
                    properties("source", "anna/1", "type", "greeting", "parley-priority", "9"),
                    got.getUserProperties());
        }
        String log = parley.exec("parley:agentlog anna/1");
        assertTrue(log.matches("(?s)ID .* anna/1 +bert +greeting +urgent +hello there.*"), log);
        Mqtt5PubAckException refused = assertThrows(
                Mqtt5PubAckException.class,
                () -> bert.publish(message("$agents/anna%2F1/bert", MqttQos.AT_LEAST_ONCE, "forged")));
        assertEquals(
                Mqtt5PubAckReasonCode.TOPIC_NAME_INVALID,
                refused.getMqttMessage().getReasonCode());
        bert.disconnect();
    }

    private void limit(String... lines) throws IOException {
        int before = parley.logged();
        parley.configure(LIMIT, lines);
        parley.awaitLog(before, LIMIT + " limits each");
    }

    @Test
    void whatIsTooFastIsRefusedInWordsOrWaits() throws Exception {
        Mqtt5BlockingClient client = client();
        String topic = "$queue/slow";
        int without = parley.logged();
        limit("scope = address", "match = queue:slow", "rate = 2", "period.ms = 600000", "policy = reject");
        parley.awaitLog(without, "interceptor 'io.parley.ratelimit' has come");
        client.publish(message(topic, MqttQos.AT_LEAST_ONCE, "first"));
        client.publish(message(topic, MqttQos.AT_LEAST_ONCE, "second"));
        Mqtt5PubAckException refused = assertThrows(
                Mqtt5PubAckException.class, () -> client.publish(message(topic, MqttQos.AT_LEAST_ONCE, "third")));
        assertEquals(
                Mqtt5PubAckReasonCode.QUOTA_EXCEEDED, refused.getMqttMessage().getReasonCode());
        assertEquals(
                "Too fast: the limit 'slow' lets address 'queue:slow' send 2 messages in 600000 ms, and 2 at once",
                refused.getMqttMessage().getReasonString().orElseThrow().toString());
        client.publish(message(topic, MqttQos.AT_MOST_ONCE, "dropped"));
        client.publish(message("$queue/other", MqttQos.AT_LEAST_ONCE, "not limited"));

        limit("scope = address", "match = queue:slow", "rate = 100", "burst = 1", "policy = delay");
        long begun = System.nanoTime();
        List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
        List<String> expected = new ArrayList<>(List.of("first", "second"));
        for (int i = 0; i < 21; i++) {
            expected.add("delayed " + i);
            sent.add(client.toAsync().publish(message(topic, MqttQos.AT_LEAST_ONCE, "delayed " + i)));
        }
        for (CompletableFuture<Mqtt5PublishResult> one : sent) {
            one.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertTrue(millis >= 180, "20 messages at 100 a second took " + millis + " ms");
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(client, topic);
            for (String text : expected) {
                assertEquals(text, next(publishes));
            }
        }

        int before = parley.logged();
        parley.withdraw(LIMIT + ".cfg");
        parley.awaitLog(before, "interceptor 'io.parley.ratelimit' has gone");
        client.disconnect();
    }
}
