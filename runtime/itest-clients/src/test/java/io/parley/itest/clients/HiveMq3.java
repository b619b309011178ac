package io.parley.itest.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.lifecycle.Mqtt3ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One client of the HiveMQ library that speaks MQTT 3.1.1. */
final class HiveMq3 implements Endpoint {

    private final EventLog events;
    private final Mqtt3AsyncClient client;
    private final AtomicInteger acknowledged = new AtomicInteger();

    HiveMq3(MqttClientBuilder builder, Line connect, EventLog events) {
        this.events = events;
        client = builder.useMqttVersion3()
                .addConnectedListener(context -> events.add(Line.of("connected")
                        .with("code", 0)
                        .with(
                                "present",
                                flag(((Mqtt3ClientConnectedContext) context)
                                        .getConnAck()
                                        .isSessionPresent()))))
                .addDisconnectedListener(context -> {
                    if (context.getSource() != MqttDisconnectSource.USER) {
                        events.add(Line.of("closed").with("text", context.getCause()));
                    }
                })
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::received);
    }

    @Override
    public void accept(Line command) {
        switch (command.verb()) {
            case "connect" -> connect(command);
            case "subscribe" -> subscribe(command);
            case "unsubscribe" ->
                client.unsubscribeWith()
                        .topicFilter(command.need("filter"))
                        .send()
                        .whenComplete(
                                (answer, failure) -> say(Line.of("unsubscribed").with("code", 0), failure));
            case "publish" -> publish(command);
            case "disconnect" -> client.disconnect().whenComplete((answer, failure) -> say(Line.of("left"), failure));
            default -> throw new IllegalArgumentException("HiveMQ's client cannot do \"" + command + "\" in 3.1.1");
        }
    }

    private void connect(Line command) {
        Mqtt3ConnectBuilder connect = Mqtt3Connect.builder()
                .cleanSession(command.number("clean", 1) == 1)
                .keepAlive(command.number("keep-alive", 30));
        if (command.get("user").isPresent()) {
            connect = connect.simpleAuth(Mqtt3SimpleAuth.builder()
                    .username(command.need("user"))
                    .password(command.get("password").orElse("").getBytes(UTF_8))
                    .build());
        }
        if (command.get("will.topic").isPresent()) {
            connect = connect.willPublish()
                    .topic(command.need("will.topic"))
                    .payload(command.need("will.payload").getBytes(UTF_8))
                    .qos(qos(command.number("will.qos", 0)))
                    .retain(command.flag("will.retain"))
                    .applyWillPublish();
        }
        client.connect(connect.build()).whenComplete((connAck, failure) -> {
            Throwable cause = cause(failure);
            if (cause instanceof Mqtt3ConnAckException refusal) {
                events.add(Line.of("refused")
                        .with("code", refusal.getMqttMessage().getReturnCode().getCode()));
            } else if (cause != null) {
                events.add(Line.of("failed").with("text", cause));
            }
        });
    }

    private void subscribe(Line command) {
        client.subscribeWith()
                .topicFilter(command.need("filter"))
                .qos(qos(command.number("qos", 0)))
                .send()
                .whenComplete((subAck, failure) -> {
                    if (cause(failure) instanceof Mqtt3SubAckException) {
                        events.add(Line.of("subscribed").with("code", 128));
                    } else {
                        String code = subAck == null
                                ? ""
                                : String.valueOf(subAck.getReturnCodes().get(0).getCode());
                        say(Line.of("subscribed").with("code", code), failure);
                    }
                });
    }

    private void publish(Line command) {
        client.publishWith()
                .topic(command.need("topic"))
                .qos(qos(command.number("qos", 0)))
                .retain(command.flag("retain"))
                .payload(command.need("payload").getBytes(UTF_8))
                .send()
                .whenComplete((published, failure) -> say(
                        Line.of("published")
                                .with("number", acknowledged.incrementAndGet())
                                .with("code", 0),
                        failure));
    }

    private void received(Mqtt3Publish publish) {
        events.add(Line.of("message")
                .with("topic", publish.getTopic())
                .with("qos", publish.getQos().getCode())
                .with("retain", flag(publish.isRetain()))
                .with("payload", new String(publish.getPayloadAsBytes(), UTF_8)));
    }

    private void say(Line event, Throwable failure) {
        events.add(failure == null ? event : Line.of("failed").with("text", cause(failure)));
    }

    @Override
    public void close() {
        client.disconnect();
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static int flag(boolean value) {
        return value ? 1 : 0;
    }

    static MqttQos qos(int code) {
        return MqttQos.values()[code];
    }
}
