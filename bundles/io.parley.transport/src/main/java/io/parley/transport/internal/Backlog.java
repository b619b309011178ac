package io.parley.transport.internal;

import io.parley.transport.internal.peer.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Watches what waits for all clients of a listener together, since each may be below its own limit and all of them fill
 * memory. Those for which the most waits are ended first, until what is left fits.
 */
final class Backlog {
    private final Host host;
    private final Iterable<Link> links;

    Backlog(Host host, Iterable<Link> links) {
        this.host = host;
        this.links = links;
    }

    private record Waiting(Link link, long bytes) {}

    /** Any thread; about once a second. */
    void look() {
        ListenerSettings settings = host.settings();
        if (settings == null) {
            return;
        }
        long most = settings.limits().unsentInTotal();
        List<Waiting> waiting = new ArrayList<>();
        long total = 0;
        for (Link link : links) {
            long bytes = link.unsent();
            if (bytes > 0) {
                total += bytes;
                waiting.add(new Waiting(link, bytes));
            }
        }
        if (total > most) {
            waiting.sort(Comparator.comparingLong(Waiting::bytes).reversed());
            for (Waiting one : waiting) {
                one.link()
                        .refuse(
                                Reason.TOO_MUCH_UNSENT_IN_TOTAL,
                                one.bytes() + " bytes wait for it, the most of all; max.unsent.total.mib="
                                        + most / ListenerSettings.MIB);
                total -= one.bytes();
                if (total <= most) {
                    return;
                }
            }
        }
    }
}
