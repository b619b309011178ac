package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.SubscriptionTarget;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts the results of those topic filters that the session was asked for back into their places.
 *
 * @param targets one a filter; empty where Parley has nothing under it
 */
record UnsubscribeAnswer(List<Optional<SubscriptionTarget>> targets) {

    List<SubscriptionTarget> known() {
        return targets.stream().flatMap(Optional::stream).toList();
    }

    List<Boolean> all(List<Boolean> existed) {
        Iterator<Boolean> rest = existed.iterator();
        List<Boolean> all = new ArrayList<>(targets.size());
        for (Optional<SubscriptionTarget> target : targets) {
            all.add(target.isPresent() && rest.next());
        }
        return all;
    }
}
