package io.parley.messaging.internal;

import io.parley.engine.status.Status;

/**
 * An inbox that nobody uses and that the view has as a whole: what has to be known to go on with it, and what was counted since the start. There may
 * be a million of them, and this is all that they take of the heap; of those with which nothing has happened since the start the view alone knows.
 */
final class ParkedInbox implements Inbox {

    private final String session;
    private final long next;

    /** How far behind {@link #next} the oldest entry may be. */
    private final int span;

    private final int count;

    /** How far behind {@link #next} the first entry is that no client can have seen. */
    private final int unseen;

    private final boolean attached;

    /** Null when there is no more to it than what came in. */
    private final Counters counters;

    private final int in;

    /** One that the view has. */
    ParkedInbox(String session, EntryTable.Head head) {
        this(session, head, null);
    }

    private ParkedInbox(String session, EntryTable.Head head, Counters counters) {
        this.session = session;
        this.next = head.next();
        this.span = behind(head.first());
        this.count = head.count();
        this.unseen = behind(head.sentBelow());
        this.attached = head.attached();
        boolean plain = counters == null || counters.onlyIn();
        this.counters = plain ? null : counters;
        this.in = plain && counters != null ? (int) counters.in() : 0;
    }

    /** What is left of an inbox when it lets go of everything. */
    static ParkedInbox of(InboxState inbox) {
        return new ParkedInbox(inbox.session(), inbox.head(), inbox.counters);
    }

    /** A distance too large to be told only means that more is looked for, or flagged. */
    private int behind(long sequence) {
        return (int) Math.min(Integer.MAX_VALUE, next - sequence);
    }

    @Override
    public EntryTable.Head head() {
        return new EntryTable.Head(
                next, next - unseen, attached, count, 0, Math.max(0, next - span), true, Expiries.NEVER);
    }

    /** Whether the view knows as much: nobody is connected, and nothing was counted. */
    boolean plain() {
        return !attached && counters == null && in == 0;
    }

    /** @param all counts what is counted from now on, too, unless these do that already */
    Counters counters(Counters all) {
        return counters == null ? Counters.of(in, all) : counters;
    }

    @Override
    public String session() {
        return session;
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public Status.Session status() {
        Counters so = counters(null);
        return new Status.Session(
                session, "", "", count, 0, false, so.in(), so.out(), so.redeliveries(), so.dropped(), false);
    }
}
