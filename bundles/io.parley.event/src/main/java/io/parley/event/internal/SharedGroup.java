package io.parley.event.internal;

import io.parley.api.message.FilterExpression;
import io.parley.spi.protocol.Guarantee;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sessions that share the messages of one target. Changed by {@link SharedGroups}, read by any thread. */
final class SharedGroup implements Listener {

    /** Where the messages go. */
    final String queue;

    private final Map<String, SessionListener> members = new HashMap<>(4);
    private volatile boolean durable;
    private volatile Optional<FilterExpression> filter = Optional.empty();
    private volatile Guarantee maximum = Guarantee.AT_MOST_ONCE;

    private final String pattern;

    SharedGroup(String queue, String pattern) {
        this.queue = queue;
        this.pattern = pattern;
    }

    @Override
    public String pattern() {
        return pattern;
    }

    /** Whether a member outlives the process. */
    boolean durable() {
        return durable;
    }

    /** The strongest that a member takes. */
    Guarantee maximum() {
        return maximum;
    }

    /** What all members let through. */
    Optional<FilterExpression> filter() {
        return filter;
    }

    /** Whether nobody else is a member. */
    boolean belongsTo(String session) {
        return members.size() == 1 && members.containsKey(session);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    void put(SessionListener member) {
        filter = member.options.filter();
        members.put(member.session, member);
        sum();
    }

    void remove(String session) {
        members.remove(session);
        sum();
    }

    private void sum() {
        boolean anyDurable = false;
        Guarantee strongest = Guarantee.AT_MOST_ONCE;
        for (SessionListener member : members.values()) {
            anyDurable |= member.durable;
            strongest = member.maximum.compareTo(strongest) > 0 ? member.maximum : strongest;
        }
        maximum = strongest;
        durable = anyDurable;
    }
}
