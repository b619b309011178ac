package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;

/** A session's subscription. Immutable; told apart by identity. */
final class SessionListener implements Listener {

    final String session;
    final SubscriptionTarget target;
    final Guarantee maximum;
    final SubscriptionOptions options;
    final boolean durable;

    SessionListener(String session, SubscriptionRequest request, boolean durable) {
        this.session = session;
        this.target = request.target();
        this.maximum = request.maximum();
        this.options =
                request.options().equals(SubscriptionOptions.DEFAULT) ? SubscriptionOptions.DEFAULT : request.options();
        this.durable = durable;
    }

    SubscriptionRequest request() {
        return new SubscriptionRequest(target, maximum, options);
    }

    /** Whether it is to be found by the names of topics, and for the session alone. */
    boolean topic() {
        return target.address().kind() == Address.Kind.TOPIC && target.group().isEmpty() && !replays();
    }

    /** Whether the session reads the history of topics, from there into what is new. */
    boolean replays() {
        return options.start().isPresent();
    }

    /** Whether it makes the session a member of a group. */
    boolean member() {
        return target.address().kind() == Address.Kind.GROUP;
    }

    boolean shared() {
        return target.group().isPresent();
    }

    String pattern() {
        return target.address().name();
    }

    List<Integer> identifiers() {
        return options.identifier() == 0 ? List.of() : List.of(options.identifier());
    }
}
