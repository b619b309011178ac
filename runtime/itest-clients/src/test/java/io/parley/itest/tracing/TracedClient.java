package io.parley.itest.tracing;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client of MQTT 5 that takes one message after the other, and acknowledges when the test says so. */
final class TracedClient implements AutoCloseable {

    private static final long LIMIT_SECONDS = 30;

    private final Mqtt5BlockingClient client;
    private final Mqtt5Publishes publishes;

    /** Connected, with a session that outlives the connection. */
    TracedClient(InetSocketAddress server, String id) {
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverHost(server.getHostString())
                .serverPort(server.getPort())
                .buildBlocking();
        publishes = client.publishes(MqttGlobalPublishFilter.ALL, true);
        client.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
    }

    void subscribe(String filter, MqttQos qos) {
        client.subscribeWith().topicFilter(filter).qos(qos).send();
    }

    /** @param properties names and values in turn */
    void publish(String topic, MqttQos qos, boolean retain, String... properties) {
        Mqtt5UserPropertiesBuilder builder = Mqtt5UserProperties.builder();
        for (int i = 0; i < properties.length; i += 2) {
            builder.add(properties[i], properties[i + 1]);
        }
        client.publishWith()
                .topic(topic)
                .qos(qos)
                .retain(retain)
                .payload("hello".getBytes())
                .userProperties(builder.build())
                .send();
    }

    /** The next message, which must come; it is not acknowledged yet. */
    Mqtt5Publish next() throws InterruptedException {
        return publishes
                .receive(LIMIT_SECONDS, TimeUnit.SECONDS)
                .orElseThrow(() -> new AssertionError("no message within " + LIMIT_SECONDS + " s"));
    }

    /** The next message's trace parent, or nothing; it is acknowledged. */
    String nextTraceParent() throws InterruptedException {
        Mqtt5Publish message = next();
        message.acknowledge();
        return property(message, "traceparent");
    }

    /** The only property of that name, or nothing. */
    static String property(Mqtt5Publish message, String name) {
        List<String> values = message.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals(name))
                .map(Mqtt5UserProperty::getValue)
                .map(Object::toString)
                .toList();
        if (values.size() > 1) {
            throw new AssertionError(name + " more than once: " + values);
        }
        return values.isEmpty() ? "" : values.get(0);
    }

    boolean connected() {
        return client.getState().isConnected();
    }

    @Override
    public void close() {
        publishes.close();
        if (connected()) {
            client.disconnectWith().sessionExpiryInterval(600).send();
        }
    }
}
