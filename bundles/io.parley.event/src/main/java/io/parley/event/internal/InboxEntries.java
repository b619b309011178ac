package io.parley.event.internal;

import io.parley.api.message.FilterExpression;
import io.parley.engine.op.InboxOp;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.plugin.MessageFilters;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.protocol.Guarantee;
import java.util.List;
import java.util.Optional;

/** Plans that a message enters the inboxes of sessions that want it, whatever it was addressed to. */
record InboxEntries(MessageFilters filters) {

    /** Whether the session is to have it: by what it said of its own messages, and by its filter. */
    boolean wants(SessionListener listener, Incoming incoming) throws MissingPluginException {
        boolean local = listener.options.noLocal()
                && listener.session.equals(incoming.origin().sender());
        return !local && passes(listener.options.filter(), incoming);
    }

    boolean passes(Optional<FilterExpression> filter, Incoming incoming) throws MissingPluginException {
        return filter.isEmpty() || filters.passes(filter.get(), incoming.message());
    }

    /**
     * Adds the entry, at the weaker guarantee of the publisher and the session.
     *
     * @param retained whether it is marked as a retained value
     */
    static void add(SessionListener listener, boolean retained, List<Integer> identifiers, Incoming incoming) {
        Guarantee guarantee = incoming.origin().guarantee().min(listener.maximum);
        // Also of a topic in memory: what an inbox numbers has to get the same number when the journal is read again.
        boolean durable = listener.durable && guarantee != Guarantee.AT_MOST_ONCE;
        incoming.batch()
                .add(new InboxOp.Append(listener.session, incoming.place(), guarantee, retained, identifiers, durable));
    }
}
