package io.parley.protocol.internal;

import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import org.slf4j.Logger;

/**
 * What a client and its session say to each other, for the session's own logger: each message at debug, acknowledgements at trace.
 * Payloads, headers and secrets are in no line. Keeps its logger for as long as the client is connected, since each message asks it.
 */
final class Talk {

    private static final int LONGEST = 400;

    private final Logger log;

    Talk(String session) {
        log = Loggers.session(session);
    }

    void sends(Publication publication) {
        if (log.isDebugEnabled()) {
            log.debug(
                    "sends {}, {}{}",
                    printable(publication.message()),
                    publication.guarantee(),
                    publication.retain() ? ", retained" : "");
        }
    }

    void gets(List<Outbound> batch) {
        if (log.isDebugEnabled()) {
            batch.forEach(this::gets);
        }
    }

    private void gets(Outbound outbound) {
        if (outbound instanceof Outbound.Deliver deliver) {
            log.debug(
                    "gets {}, {}, delivery {}{}",
                    printable(deliver.message()),
                    deliver.guarantee(),
                    deliver.sequence(),
                    deliver.redelivered() ? ", once more" : "");
        } else {
            log.trace("is done with delivery {}", outbound.sequence());
        }
    }

    void acknowledges(long sequence) {
        log.trace("acknowledges delivery {}", sequence);
    }

    void subscribes(List<SubscriptionRequest> requests) {
        if (log.isDebugEnabled()) {
            requests.forEach(request ->
                    log.debug("subscribes to {}, {} at the most", printable(request.target()), request.maximum()));
        }
    }

    void unsubscribes(List<SubscriptionTarget> targets) {
        if (log.isDebugEnabled()) {
            targets.forEach(target -> log.debug("unsubscribes from {}", printable(target)));
        }
    }

    private static String printable(Object what) {
        return Printable.of(what.toString(), LONGEST);
    }
}
