package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts the results of those topic filters that the session was asked for back into their places.
 *
 * @param wishes one a filter; empty where Parley has nothing under it
 * @param limit what the client may have; null where that is not limited
 * @param tooMany those of the wishes, by their index, that are beyond that
 */
record SubscribeAnswer(List<Optional<SubscriptionRequest>> wishes, SubscriptionLimit limit, BitSet tooMany) {

    private static final SubscriptionResult NOTHING_THERE = new SubscriptionResult.Refused(
            RefusedException.Reason.INVALID,
            "subscribe to topics, also by $share/<name>/<filter>, and to $queue/<name> without wildcards");

    static SubscribeAnswer of(List<Optional<SubscriptionRequest>> wishes, SubscriptionLimit limit) {
        BitSet tooMany = new BitSet();
        for (int i = 0; i < wishes.size() && limit != null; i++) {
            if (wishes.get(i).isPresent() && !limit.take(wishes.get(i).get().target())) {
                tooMany.set(i);
            }
        }
        return new SubscribeAnswer(wishes, limit, tooMany);
    }

    List<SubscriptionRequest> requests() {
        List<SubscriptionRequest> requests = new ArrayList<>(wishes.size());
        for (int i = 0; i < wishes.size(); i++) {
            if (asked(i)) {
                requests.add(wishes.get(i).get());
            }
        }
        return requests;
    }

    private boolean asked(int index) {
        return wishes.get(index).isPresent() && !tooMany.get(index);
    }

    List<SubscriptionResult> all(List<SubscriptionResult> results) {
        Iterator<SubscriptionResult> rest = results.iterator();
        List<SubscriptionResult> all = new ArrayList<>(wishes.size());
        for (int i = 0; i < wishes.size(); i++) {
            all.add(asked(i) ? noted(i, rest.next()) : wishes.get(i).isPresent() ? overLimit() : NOTHING_THERE);
        }
        return all;
    }

    private SubscriptionResult noted(int index, SubscriptionResult result) {
        if (limit != null && result instanceof SubscriptionResult.Refused) {
            limit.free(wishes.get(index).orElseThrow().target());
        }
        return result;
    }

    private SubscriptionResult overLimit() {
        return new SubscriptionResult.Refused(RefusedException.Reason.LIMIT, limit.toString());
    }

    /** None of it was done. */
    void none() {
        if (limit != null) {
            requests().forEach(request -> limit.free(request.target()));
        }
    }
}
