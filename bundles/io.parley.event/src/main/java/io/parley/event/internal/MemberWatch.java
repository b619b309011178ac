package io.parley.event.internal;

import io.parley.engine.shard.Shards;
import io.parley.event.internal.Presence.Change;
import io.parley.spi.session.SessionChange;
import io.parley.spi.session.SessionListener;

/** Has groups told that a client has come to a member of theirs, or has left it. Safe for all threads. */
record MemberWatch(Shards shards, SubscriptionTable subscriptions, Presence presence) implements SessionListener {

    /** What it is named among those who watch over sessions. */
    static final String NAME = "io.parley.event";

    @Override
    public void changed(SessionChange change) {
        String session = change.session().id();
        switch (change.kind()) {
            case RESUMED -> tell(session, Change.ATTACHED);
            case DETACHED -> tell(session, Change.DETACHED);
            case ARRIVED -> tell(session, Change.JOINED);
            case OPENED, TAKEN_OVER, MOVED, CLOSED, EXPIRED -> {
                // A new one is in no group yet, one that is taken over stays connected, and memberships tell of their
                // own end.
            }
        }
    }

    private void tell(String session, Change change) {
        shards.of(session)
                .execute(() -> subscriptions.of(session).keySet().stream()
                        .filter(SessionSubscriptions::isGroup)
                        .forEach(target -> presence.tell(target.address().name(), session, change)));
    }
}
