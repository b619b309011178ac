package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.spi.protocol.Guarantee;

/** A session's subscription. Immutable; told apart by identity. */
final class SessionListener {

    final String session;
    final Address address;
    final Guarantee maximum;
    final boolean durable;

    SessionListener(String session, Address address, Guarantee maximum, boolean durable) {
        this.session = session;
        this.address = address;
        this.maximum = maximum;
        this.durable = durable;
    }

    boolean topic() {
        return address.kind() == Address.Kind.TOPIC;
    }
}
