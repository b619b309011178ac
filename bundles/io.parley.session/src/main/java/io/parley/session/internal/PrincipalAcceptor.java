package io.parley.session.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Session;
import io.parley.engine.op.InboxOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.router.Load;
import java.util.List;
import java.util.Optional;

/**
 * Takes messages to all sessions that a principal has at that moment: one batch puts them into each inbox, or into none. Which those are is known once all
 * stored sessions are taken up; until then messages are refused.
 */
record PrincipalAcceptor(SessionTable table) implements Acceptor {

    /** So many sessions one message can reach; the same as the most that can be allowed by configuration. */
    static final int MOST = Settings.MOST_SESSIONS_PER_PRINCIPAL;

    @Override
    public Address.Kind kind() {
        return Address.Kind.PRINCIPAL;
    }

    @Override
    public Optional<String> compressor(Address address) {
        return Optional.empty();
    }

    @Override
    public Load load(Address address) {
        if (!table.stored().all()) {
            return Load.UNKNOWN;
        }
        return table.registers().principals().of(address.name()).findAny().isPresent() ? Load.UNKNOWN : Load.ABSENT;
    }

    @Override
    public void plan(Address address, Incoming incoming) {
        String principal = address.name();
        if (principal.equals(Session.ANONYMOUS)) {
            throw new RefusedException(
                    Reason.INVALID,
                    "'" + principal
                            + "' is nobody in particular: whoever did not authenticate is reached by session:<id>");
        }
        table.stored().requireAll();
        List<Entry> all =
                table.registers().principals().of(principal).limit(MOST + 1L).toList();
        if (all.isEmpty()) {
            throw new RefusedException(Reason.NOT_FOUND, "'" + principal + "' has no session");
        }
        if (all.size() > MOST) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "'" + principal + "' has more than the " + MOST + " sessions that one message can reach");
        }
        Guarantee guarantee = incoming.origin().guarantee();
        for (Entry entry : all) {
            boolean durable = entry.durable && guarantee != Guarantee.AT_MOST_ONCE;
            incoming.batch().add(new InboxOp.Append(entry.id, incoming.place(), guarantee, false, durable));
        }
    }
}
