package io.parley.itest.clients;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One client of the HiveMQ library: what both versions of MQTT have in common. */
final class HiveMqEndpoint implements Endpoint {

    private final EventLog events;
    private Endpoint client;

    HiveMqEndpoint(EventLog events) {
        this.events = events;
    }

    @Override
    public void accept(Line command) throws IOException {
        if (command.verb().equals("connect")) {
            close();
            MqttClientBuilder builder = builder(command);
            client = command.need("version").equals("5")
                    ? new HiveMq5(builder, command, events)
                    : new HiveMq3(builder, command, events);
        }
        client.accept(command);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }

    private static MqttClientBuilder builder(Line connect) throws IOException {
        MqttClientBuilder builder =
                MqttClient.builder().serverHost(connect.need("host")).serverPort(connect.number("port"));
        String id = connect.need("id");
        if (!id.isEmpty()) {
            builder = builder.identifier(id);
        }
        String transport = connect.need("transport");
        if (transport.startsWith("ws")) {
            builder = builder.webSocketConfig()
                    .serverPath("mqtt")
                    .subprotocol("mqtt")
                    .applyWebSocketConfig();
        }
        if (connect.get("ca").isPresent()) {
            MqttClientSslConfig identity = Identities.of(connect);
            builder = builder.sslConfig(identity);
        }
        if (connect.flag("reconnect")) {
            builder = builder.automaticReconnect()
                    .initialDelay(200, TimeUnit.MILLISECONDS)
                    .maxDelay(1, TimeUnit.SECONDS)
                    .applyAutomaticReconnect();
        }
        return builder;
    }
}
