package io.parley.itest.clients;

import static io.parley.itest.clients.HiveMq3.cause;
import static io.parley.itest.clients.HiveMq3.qos;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5UnsubAckException;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictionsBuilder;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos2Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRec;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAck;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One client of the HiveMQ library that speaks MQTT 5. */
final class HiveMq5 implements Endpoint {

    private final EventLog events;
    private final Mqtt5AsyncClient client;
    private final boolean hold;
    private final Queue<Mqtt5Publish> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();

    /** Null for a client that does not authenticate by it. */
    private final Scram scram;

    HiveMq5(MqttClientBuilder builder, Line connect, EventLog events) {
        this.events = events;
        hold = connect.flag("hold");
        scram = connect.get("scram-user")
                .map(user -> new Scram(user, connect.need("scram-password")))
                .orElse(null);
        client = builder.useMqttVersion5()
                .addConnectedListener(context -> events.add(
                        HiveMqWords.words(Line.of("connected"), ((Mqtt5ClientConnectedContext) context).getConnAck())))
                .addDisconnectedListener(this::disconnected)
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::received, hold);
    }

    @Override
    public void accept(Line command) {
        switch (command.verb()) {
            case "connect" -> connect(command);
            case "subscribe" -> subscribe(command);
            case "unsubscribe" -> unsubscribe(command);
            case "publish" -> publish(command);
            case "acknowledge" -> held.remove().acknowledge();
            case "authenticate" -> authenticate(command);
            case "disconnect" -> disconnect(command);
            default -> throw new IllegalArgumentException("HiveMQ's client cannot do \"" + command + "\" in 5.0");
        }
    }

    private void connect(Line command) {
        Mqtt5ConnectRestrictionsBuilder restrictions = Mqtt5ConnectRestrictions.builder()
                .requestProblemInformation(command.number("request-problem-information", 1) == 1)
                .requestResponseInformation(command.flag("request-response-information"))
                .topicAliasMaximum(command.number("topic-alias-maximum", 0));
        if (command.get("receive-maximum").isPresent()) {
            restrictions = restrictions.receiveMaximum(command.number("receive-maximum"));
        }
        if (command.get("maximum-packet-size").isPresent()) {
            restrictions = restrictions.maximumPacketSize(command.number("maximum-packet-size"));
        }
        if (!command.flag("auto-topic-alias")) {
            restrictions = restrictions.sendTopicAliasMaximum(0);
        }
        Mqtt5ConnectBuilder connect = Mqtt5Connect.builder()
                .cleanStart(command.number("clean", 1) == 1)
                .keepAlive(command.number("keep-alive", 30))
                .sessionExpiryInterval(
                        Long.parseLong(command.get("session-expiry-interval").orElse("0")))
                .restrictions(restrictions.build())
                .userProperties(HiveMqWords.userProperties(command, ""));
        if (command.get("user").isPresent()) {
            connect = connect.simpleAuth(Mqtt5SimpleAuth.builder()
                    .username(command.need("user"))
                    .password(command.get("password").orElse("").getBytes(UTF_8))
                    .build());
        }
        if (scram != null) {
            connect = connect.enhancedAuth(scram);
        }
        if (command.get("will.topic").isPresent()) {
            connect = connect.willPublish(HiveMqWords.message(command, "will.")
                    .asWill()
                    .extendAsWill()
                    .delayInterval(command.number("will.will-delay-interval", 0))
                    .build());
        }
        client.connect(connect.build()).whenComplete((connAck, failure) -> {
            Throwable cause = cause(failure);
            if (cause instanceof Mqtt5ConnAckException refusal) {
                events.add(HiveMqWords.words(Line.of("refused"), refusal.getMqttMessage()));
            } else if (cause != null) {
                events.add(Line.of("failed").with("text", cause));
            }
        });
    }

    private void disconnected(MqttClientDisconnectedContext context) {
        if (context.getCause() instanceof Mqtt5DisconnectException goodbye
                && context.getSource() == MqttDisconnectSource.SERVER) {
            Mqtt5Disconnect disconnect = goodbye.getMqttMessage();
            Line closed =
                    Line.of("closed").with("code", disconnect.getReasonCode().getCode());
            Optional<?> reference = disconnect.getServerReference();
            if (reference.isPresent()) {
                closed = closed.with("server-reference", reference.get());
            }
            events.add(HiveMqWords.words(closed, disconnect.getReasonString(), disconnect.getUserProperties()));
        } else if (context.getSource() != MqttDisconnectSource.USER) {
            events.add(Line.of("closed").with("text", context.getCause()));
        }
    }

    private void authenticate(Line command) {
        command.get("scram-password").ifPresent(scram::password);
        client.reauth().whenComplete((done, failure) -> {
            if (failure == null) {
                events.add(Line.of("authenticated"));
            } else {
                failed(failure);
            }
        });
    }

    private void subscribe(Line command) {
        Mqtt5Subscription subscription = Mqtt5Subscription.builder()
                .topicFilter(command.need("filter"))
                .qos(qos(command.number("qos", 0)))
                .noLocal(command.flag("no-local"))
                .retainAsPublished(command.flag("retain-as-published"))
                .retainHandling(Mqtt5RetainHandling.fromCode(command.number("retain-handling", 0)))
                .build();
        Mqtt5Subscribe subscribe = Mqtt5Subscribe.builder()
                .addSubscription(subscription)
                .userProperties(HiveMqWords.userProperties(command, ""))
                .build();
        client.subscribe(subscribe).whenComplete((subAck, failure) -> {
            Mqtt5SubAck answer =
                    cause(failure) instanceof Mqtt5SubAckException refusal ? refusal.getMqttMessage() : subAck;
            if (answer == null) {
                failed(failure);
                return;
            }
            Line event = Line.of("subscribed")
                    .with("code", answer.getReasonCodes().get(0).getCode());
            events.add(HiveMqWords.words(event, answer.getReasonString(), answer.getUserProperties()));
        });
    }

    private void unsubscribe(Line command) {
        Mqtt5Unsubscribe unsubscribe = Mqtt5Unsubscribe.builder()
                .topicFilter(command.need("filter"))
                .userProperties(HiveMqWords.userProperties(command, ""))
                .build();
        client.unsubscribe(unsubscribe).whenComplete((unsubAck, failure) -> {
            Mqtt5UnsubAck answer =
                    cause(failure) instanceof Mqtt5UnsubAckException refusal ? refusal.getMqttMessage() : unsubAck;
            if (answer == null) {
                failed(failure);
                return;
            }
            Line event = Line.of("unsubscribed")
                    .with("code", answer.getReasonCodes().get(0).getCode());
            events.add(HiveMqWords.words(event, answer.getReasonString(), answer.getUserProperties()));
        });
    }

    private void publish(Line command) {
        client.publish(HiveMqWords.message(command, "")).whenComplete((result, failure) -> {
            Throwable error = cause(failure);
            if (error instanceof Mqtt5PubAckException refusal) {
                published(Optional.of(refusal.getMqttMessage()), Optional.empty());
            } else if (error instanceof Mqtt5PubRecException refusal) {
                published(Optional.empty(), Optional.of(refusal.getMqttMessage()));
            } else if (error != null) {
                failed(error);
            } else {
                published(pubAck(result), pubRec(result));
            }
        });
    }

    private void published(Optional<Mqtt5PubAck> one, Optional<Mqtt5PubRec> two) {
        Line event = Line.of("published").with("number", acknowledged.incrementAndGet());
        if (one.isPresent()) {
            event = event.with("code", one.get().getReasonCode().getCode());
            event = HiveMqWords.words(
                    event, one.get().getReasonString(), one.get().getUserProperties());
        } else if (two.isPresent()) {
            event = event.with("code", two.get().getReasonCode().getCode());
            event = HiveMqWords.words(
                    event, two.get().getReasonString(), two.get().getUserProperties());
        } else {
            event = event.with("code", 0);
        }
        events.add(event);
    }

    private static Optional<Mqtt5PubAck> pubAck(Mqtt5PublishResult result) {
        return result instanceof Mqtt5Qos1Result one ? Optional.of(one.getPubAck()) : Optional.empty();
    }

    private static Optional<Mqtt5PubRec> pubRec(Mqtt5PublishResult result) {
        return result instanceof Mqtt5Qos2Result two ? Optional.of(two.getPubRec()) : Optional.empty();
    }

    private void disconnect(Line command) {
        Mqtt5DisconnectBuilder disconnect = Mqtt5Disconnect.builder()
                .reasonCode(Mqtt5DisconnectReasonCode.fromCode(command.number("code", 0)))
                .userProperties(HiveMqWords.userProperties(command, ""));
        if (command.get("session-expiry-interval").isPresent()) {
            disconnect = disconnect.sessionExpiryInterval(command.number("session-expiry-interval"));
        }
        client.disconnect(disconnect.build()).whenComplete((done, failure) -> {
            if (failure == null) {
                events.add(Line.of("left"));
            } else {
                failed(failure);
            }
        });
    }

    private void received(Mqtt5Publish publish) {
        if (hold) {
            held.add(publish);
        }
        events.add(HiveMqWords.message(publish));
    }

    private void failed(Throwable failure) {
        events.add(Line.of("failed").with("text", cause(failure)));
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
