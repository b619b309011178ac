package io.parley.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The HiveMQ client, in this process. It does not show whether a message was marked as delivered before: what comes again over
 * another connection than the first time counts as marked.
 */
final class JavaClient implements Client {

    private static final int LIMIT_SECONDS = 60;
    private static final long SESSION_SECONDS = 600;
    private static final String TEXT = "The same words compress well. ".repeat(4);

    private final ObjectMapper json = new ObjectMapper();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Phaser unacknowledged = new Phaser(1);
    private final int rate;
    private final List<String> targets;
    private final List<String> filters;
    private final Listener listener;
    private final Mqtt5AsyncClient publisher;
    private final Mqtt5AsyncClient subscriber;
    private int number; // of the clock's thread

    /** By publisher and address: what came over the connections before this one. */
    private final Map<String, BitSet> before = new HashMap<>(); // guarded by itself

    private final Map<String, BitSet> now = new HashMap<>(); // guarded by before

    JavaClient(InetSocketAddress server, int rate, List<String> targets, List<String> filters, Listener listener) {
        this.rate = rate;
        this.targets = targets;
        this.filters = filters;
        this.listener = listener;
        this.publisher = client(server, "publisher");
        this.subscriber = client(server, "subscriber");
    }

    private Mqtt5AsyncClient client(InetSocketAddress server, String role) {
        return Mqtt5Client.builder()
                .identifier(name() + "-" + role)
                .serverAddress(server)
                .automaticReconnect()
                .initialDelay(200, TimeUnit.MILLISECONDS)
                .maxDelay(1, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .addDisconnectedListener(context -> disconnected())
                .buildAsync();
    }

    private void disconnected() {
        synchronized (before) {
            now.forEach((line, numbers) ->
                    before.computeIfAbsent(line, none -> new BitSet()).or(numbers));
            now.clear();
        }
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String library() {
        return "hivemq-mqtt-client";
    }

    @Override
    public void open() throws IOException {
        for (Mqtt5AsyncClient client : List.of(publisher, subscriber)) {
            get(client.connectWith()
                    .cleanStart(false)
                    .sessionExpiryInterval(SESSION_SECONDS)
                    .send());
        }
        for (String filter : filters) {
            get(subscriber
                    .subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(this::received)
                    .send());
        }
    }

    private void received(Mqtt5Publish message) {
        try {
            JsonNode body = json.readTree(message.getPayloadAsBytes());
            String from = body.get("from").asText();
            String to = body.get("to").asText();
            int sequence = body.get("n").asInt();
            boolean again;
            synchronized (before) {
                again = before.getOrDefault(from + " " + to, new BitSet()).get(sequence);
                now.computeIfAbsent(from + " " + to, none -> new BitSet()).set(sequence);
            }
            listener.received(name(), from, to, sequence, again);
        } catch (IOException e) {
            throw new IllegalStateException("A message that is no JSON", e);
        }
    }

    @Override
    public void go() {
        clock.scheduleAtFixedRate(this::publish, 0, 1_000_000 / rate, TimeUnit.MICROSECONDS);
    }

    private void publish() {
        if (publisher.getState() != MqttClientState.CONNECTED) {
            return;
        }
        number++;
        for (String target : targets) {
            publish(target, number);
        }
    }

    private void publish(String target, int sequence) {
        byte[] payload = json.createObjectNode()
                .put("from", name())
                .put("to", target)
                .put("n", sequence)
                .put("text", TEXT)
                .toString()
                .getBytes();
        unacknowledged.register();
        CompletableFuture<Mqtt5PublishResult> sent = publisher
                .publishWith()
                .topic(target)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType("application/json")
                .userProperties()
                .add("parley-dedupe-id", name() + " " + target + " " + sequence)
                .applyUserProperties()
                .payload(payload)
                .send();
        sent.whenComplete((result, failure) -> {
            if (failure == null && result.getError().isEmpty()) {
                listener.acknowledged(name(), target, sequence);
            }
            unacknowledged.arriveAndDeregister();
        });
    }

    @Override
    public void stop() throws IOException {
        clock.shutdown();
        try {
            clock.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS);
            unacknowledged.awaitAdvanceInterruptibly(unacknowledged.arrive(), LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException("Not all is acknowledged after " + LIMIT_SECONDS + " s", e);
        }
    }

    private static void get(CompletableFuture<?> stage) throws IOException {
        try {
            stage.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The Java client got no answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        publisher.disconnect();
        subscriber.disconnect();
    }
}
