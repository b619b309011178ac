package io.parley.migration.internal;

import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Sink;
import io.parley.spi.protocol.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whoever is connected to an inbox; keeps what it gets, in words. */
final class Client implements Sink {

    private final List<String> got = new ArrayList<>();
    private final Parley parley;
    private final Inboxes.Link link;

    Client(Parley parley, String session, int window) {
        this.parley = parley;
        link = parley.inboxes.attachNobody(session, window, this);
        parley.settle();
    }

    Inboxes.Link link() {
        return link;
    }

    @Override
    public synchronized void deliver(List<Outbound> batch) {
        batch.forEach(one -> got.add(words(one)));
    }

    private static String words(Outbound outbound) {
        if (outbound instanceof Outbound.Deliver deliver) {
            String text = new String(deliver.message().payload().toBytes(), StandardCharsets.UTF_8);
            return deliver.sequence() + " " + text + (deliver.redelivered() ? " again" : "")
                    + (deliver.retained() ? " retained" : "") + " " + deliver.guarantee() + " "
                    + deliver.subscriptions();
        }
        return outbound.sequence() + " release";
    }

    /** What it has got once that is so much, or more. */
    List<String> got(int count) {
        while (got().size() < count) {
            Thread.onSpinWait();
        }
        parley.settle();
        return got();
    }

    synchronized List<String> got() {
        return List.copyOf(got);
    }
}
