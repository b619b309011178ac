package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.router.Load;
import java.util.Collection;
import java.util.Optional;

/** Takes messages to all members that a group has at that moment: one batch puts them into each inbox, or into none. */
record GroupAcceptor(Members members, InboxEntries inboxes) implements Acceptor {

    @Override
    public Address.Kind kind() {
        return Address.Kind.GROUP;
    }

    @Override
    public Optional<String> compressor(Address address) {
        return Optional.empty();
    }

    @Override
    public Load load(Address address) {
        return members.of(address.name()).isEmpty() ? Load.ABSENT : Load.UNKNOWN;
    }

    @Override
    public void plan(Address address, Incoming incoming) throws MissingPluginException {
        Collection<SessionListener> all = members.of(address.name());
        if (all.isEmpty()) {
            throw new RefusedException(Reason.NOT_FOUND, "Group '" + address.name() + "' has no member");
        }
        for (SessionListener member : all) {
            if (inboxes.wants(member, incoming)) {
                InboxEntries.add(member, false, member.identifiers(), incoming);
            }
        }
    }
}
