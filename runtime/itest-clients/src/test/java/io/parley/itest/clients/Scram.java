package io.parley.itest.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** SCRAM-SHA-256 for HiveMQ's client. One at a time. */
final class Scram implements Mqtt5EnhancedAuthMechanism {

    private static final String METHOD = "SCRAM-SHA-256";
    private static final int LIMIT_SECONDS = 30;

    private final String user;
    private volatile String password;
    private ScramClient exchange;

    Scram(String user, String password) {
        this.user = user;
        this.password = password;
    }

    /** For the next time. */
    void password(String next) {
        password = next;
    }

    @Override
    public MqttUtf8String getMethod() {
        return MqttUtf8String.of(METHOD);
    }

    @Override
    public int getTimeout() {
        return LIMIT_SECONDS;
    }

    private byte[] begin() {
        exchange = ScramClient.builder()
                .advertisedMechanisms(List.of(METHOD))
                .username(user)
                .password(password.toCharArray())
                .build();
        return exchange.clientFirstMessage().toString().getBytes(UTF_8);
    }

    @Override
    public CompletableFuture<Void> onAuth(
            Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder auth) {
        auth.data(begin());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder auth) {
        auth.data(begin());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> onContinue(
            Mqtt5ClientConfig config, Mqtt5Auth challenge, Mqtt5AuthBuilder answer) {
        try {
            exchange.serverFirstMessage(text(challenge.getData()));
            answer.data(exchange.clientFinalMessage().toString().getBytes(UTF_8));
            return CompletableFuture.completedFuture(true);
        } catch (ScramException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
        return proven(connAck.getEnhancedAuth().flatMap(auth -> auth.getData()));
    }

    @Override
    public CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig config, Mqtt5Auth success) {
        return proven(success.getData());
    }

    /** Whether the server knows the password, too. */
    private CompletableFuture<Boolean> proven(Optional<ByteBuffer> data) {
        try {
            exchange.serverFinalMessage(text(data));
            return CompletableFuture.completedFuture(true);
        } catch (ScramException e) {
            return CompletableFuture.completedFuture(false);
        }
    }

    private static String text(Optional<ByteBuffer> data) {
        return UTF_8.decode(data.orElseThrow().duplicate()).toString();
    }

    @Override
    public void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {}

    @Override
    public void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {}

    @Override
    public void onAuthError(Mqtt5ClientConfig config, Throwable cause) {}

    @Override
    public void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {}
}
