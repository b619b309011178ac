package io.parley.transport.internal;

import io.parley.transport.internal.peer.Reason;
import java.time.Duration;

/** A client has to say something before long. Of the event loop. */
final class FirstByte {
    private final Host host;
    private final Deadlines deadlines;
    private final Link link;
    private boolean came;

    FirstByte(Host host, Deadlines deadlines, Link link) {
        this.host = host;
        this.deadlines = deadlines;
        this.link = link;
    }

    /** Ends whatever else was due. */
    void await() {
        if (came) {
            deadlines.none();
        } else {
            Duration time = host.settings().firstByte();
            deadlines.within(time, () -> link.refuse(Reason.SILENT, "no byte within " + time.toSeconds() + " s"));
        }
    }

    /** Returns whether this was the first one. */
    boolean came() {
        boolean first = !came;
        came = true;
        return first;
    }
}
