package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A session's subscription. Immutable; told apart by identity. There may be a million: so its target is taken apart, and made when it is asked for. */
final class SessionListener implements Listener {

    final String session;
    private final Address.Kind kind;
    private final String name;

    /** Null for none. */
    private final String group;

    final Guarantee maximum;
    final SubscriptionOptions options;
    final boolean durable;

    SessionListener(String session, SubscriptionRequest request, boolean durable) {
        this.session = session;
        this.kind = request.address().kind();
        this.name = request.address().name();
        this.group = request.target().group().orElse(null);
        this.maximum = request.maximum();
        SubscriptionOptions wished = request.options();
        boolean usual = wished == SubscriptionOptions.DEFAULT || wished.equals(SubscriptionOptions.DEFAULT);
        this.options = usual ? SubscriptionOptions.DEFAULT : wished;
        this.durable = durable;
    }

    SubscriptionTarget target() {
        return new SubscriptionTarget(new Address(kind, name), Optional.ofNullable(group));
    }

    /** Whether the other one is to the same target. */
    boolean sameTarget(SessionListener other) {
        return kind == other.kind && name.equals(other.name) && Objects.equals(group, other.group);
    }

    SubscriptionRequest request() {
        return new SubscriptionRequest(target(), maximum, options);
    }

    /** Whether it is to be found by the names of topics, and for the session alone. */
    boolean topic() {
        return kind == Address.Kind.TOPIC && group == null && !replays();
    }

    /** Whether the session reads the history of topics, from there into what is new. */
    boolean replays() {
        return options.start().isPresent();
    }

    /** Whether it makes the session a member of a group. */
    boolean member() {
        return kind == Address.Kind.GROUP;
    }

    boolean shared() {
        return group != null;
    }

    @Override
    public String pattern() {
        return name;
    }

    List<Integer> identifiers() {
        return options.identifier() == 0 ? List.of() : List.of(options.identifier());
    }
}
