package io.parley.itest.mqtt.server;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A real session behind a {@link GatewaySabotage}. For its connection's lane. */
final class BrokenSession {

    private final GatewaySession real;
    private final GatewaySabotage sabotage;
    private int publications;
    private int subscribes;

    BrokenSession(GatewaySession real, GatewaySabotage sabotage) {
        this.real = real;
        this.sabotage = sabotage;
    }

    GatewaySession proxy() {
        return (GatewaySession) Proxy.newProxyInstance(
                GatewaySession.class.getClassLoader(), new Class<?>[] {GatewaySession.class}, this::call);
    }

    private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "resumed" -> sabotage.resumed(real.resumed());
            case "publish" -> publish((Publication) arguments[0]);
            case "subscribe" -> subscribe(list(arguments[0], SubscriptionRequest.class));
            case "unsubscribe" -> unsubscribe(list(arguments[0], SubscriptionTarget.class));
            case "leave" -> real.leave(sabotage.farewell((boolean) arguments[0]));
            case "received" -> sabotage.receives() ? pass(method, arguments) : null;
            case "release" -> sabotage.releases() ? pass(method, arguments) : CompletableFuture.completedStage(null);
            case "acknowledge" -> sabotage.acknowledges() ? pass(method, arguments) : null;
            default -> pass(method, arguments);
        };
    }

    private Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private CompletionStage<Receipt> publish(Publication publication) {
        Publication instead;
        try {
            instead = sabotage.publication(publication, ++publications);
        } catch (RefusedException refused) {
            return CompletableFuture.failedStage(refused);
        }
        return instead == null
                ? CompletableFuture.completedStage(new Receipt(new UUID(0, 0), Receipt.Outcome.STORED))
                : real.publish(instead);
    }

    private CompletionStage<List<SubscriptionResult>> subscribe(List<SubscriptionRequest> requests) {
        subscribes++;
        List<SubscriptionRequest> kept = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            if (sabotage.subscribes(subscribes, i)) {
                kept.add(sabotage.subscribe(requests.get(i)));
            }
        }
        List<SubscriptionResult> granted = requests.stream()
                .map(request -> (SubscriptionResult) new SubscriptionResult.Granted(request.maximum()))
                .toList();
        if (kept.isEmpty()) {
            return CompletableFuture.completedStage(granted);
        }
        return real.subscribe(kept).thenApply(results -> kept.size() == requests.size() ? results : granted);
    }

    private CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets) {
        List<SubscriptionTarget> kept = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            if (sabotage.unsubscribes(i)) {
                kept.add(targets.get(i));
            }
        }
        List<Boolean> there = targets.stream().map(target -> true).toList();
        if (kept.isEmpty()) {
            return CompletableFuture.completedStage(there);
        }
        return real.unsubscribe(kept).thenApply(results -> kept.size() == targets.size() ? results : there);
    }

    private static <T> List<T> list(Object list, Class<T> of) {
        return ((List<?>) list).stream().map(of::cast).toList();
    }
}
