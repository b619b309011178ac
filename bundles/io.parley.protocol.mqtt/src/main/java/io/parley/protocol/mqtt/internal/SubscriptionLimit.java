package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.SubscriptionTarget;
import java.util.HashSet;
import java.util.Set;

/**
 * The subscriptions that a client has made on its connection, where its listener limits them. Those that its session had before are
 * not known here; the limit of a session counts them. For the connection's lane.
 */
final class SubscriptionLimit {

    private final int maximum;
    private final Set<SubscriptionTarget> targets = new HashSet<>();

    SubscriptionLimit(int maximum) {
        this.maximum = maximum;
    }

    /** Whether there is room for the target, which then takes it. */
    boolean take(SubscriptionTarget target) {
        return targets.contains(target) || targets.size() < maximum && targets.add(target);
    }

    /** The subscription is none, or none any more. */
    void free(SubscriptionTarget target) {
        targets.remove(target);
    }

    @Override
    public String toString() {
        return "this listener lets a client have " + maximum + " subscriptions (" + Settings.SUBSCRIPTIONS + ")";
    }
}
