package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts the results of those topic filters that the session was asked for back into their places.
 *
 * @param wishes one a filter; empty where Parley has nothing under it
 */
record SubscribeAnswer(List<Optional<SubscriptionRequest>> wishes) {

    private static final SubscriptionResult NOTHING_THERE = new SubscriptionResult.Refused(
            RefusedException.Reason.INVALID,
            "subscribe to topics, also by $share/<name>/<filter>, and to $queue/<name> without wildcards");

    List<SubscriptionRequest> requests() {
        return wishes.stream().flatMap(Optional::stream).toList();
    }

    List<SubscriptionResult> all(List<SubscriptionResult> results) {
        Iterator<SubscriptionResult> rest = results.iterator();
        List<SubscriptionResult> all = new ArrayList<>(wishes.size());
        for (Optional<SubscriptionRequest> wish : wishes) {
            all.add(wish.isPresent() ? rest.next() : NOTHING_THERE);
        }
        return all;
    }

    List<SubscriptionResult> none(RefusedException why) {
        SubscriptionResult refused = new SubscriptionResult.Refused(why.reason(), why.getMessage());
        return wishes.stream().map(wish -> refused).toList();
    }
}
