package io.parley.itest.mqtt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.api.message.Payload;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Credentials;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets Anna in, who says her name, or, by the method KNOCK, knocks and is asked for it. */
final class Door implements Authenticator {

    private static final String METHOD = "KNOCK";
    private static final String NAME = "anna";

    @Override
    public CompletionStage<Decision> authenticate(Credentials credentials) {
        Decision decision;
        if (credentials.method().isEmpty()) {
            decision = name(credentials.user().orElse(""));
        } else if (credentials.method().get().equals(METHOD)) {
            Payload question = Payload.wrap(java.nio.ByteBuffer.wrap("who is there?".getBytes(UTF_8)));
            decision = new Decision.Challenge(
                    question, data -> CompletableFuture.completedStage(name(new String(data.toBytes(), UTF_8))));
        } else {
            decision = new Decision.UnknownMethod();
        }
        return CompletableFuture.completedStage(decision);
    }

    private static Decision name(String name) {
        return name.equals(NAME) ? new Decision.Accepted(NAME) : new Decision.Refused("it is " + name);
    }
}
