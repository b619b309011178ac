package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Address;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts the results of those topic filters that the session was asked for back into their places.
 *
 * @param addresses one a filter; empty where Parley has nothing under it
 */
record UnsubscribeAnswer(List<Optional<Address>> addresses) {

    List<SubscriptionTarget> known() {
        return addresses.stream()
                .flatMap(Optional::stream)
                .map(SubscriptionTarget::new)
                .toList();
    }

    List<Boolean> all(List<Boolean> existed) {
        Iterator<Boolean> rest = existed.iterator();
        List<Boolean> all = new ArrayList<>(addresses.size());
        for (Optional<Address> address : addresses) {
            all.add(address.isPresent() && rest.next());
        }
        return all;
    }
}
