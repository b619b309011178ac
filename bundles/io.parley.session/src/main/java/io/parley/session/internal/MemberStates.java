package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.engine.Batch;
import io.parley.engine.Condition;
import io.parley.engine.contract.States;
import java.util.concurrent.CompletionStage;

/**
 * The states that groups share, as one session may change them together with other things.
 *
 * @param member the session's id
 */
record MemberStates(SharedStates shared, SessionStates states, String member) implements States {

    @Override
    public CompletionStage<Long> version(String group, String key) {
        return shared.version(group, key);
    }

    @Override
    public void put(Batch batch, String group, String key, Payload value, long expected) {
        require(batch, group);
        states.put(batch, group, key, value, expected);
    }

    @Override
    public void remove(Batch batch, String group, String key, long expected) {
        require(batch, group);
        states.remove(batch, group, key, expected);
    }

    @Override
    public States ofGroups(String other) {
        return new MemberStates(shared, states, other);
    }

    private void require(Batch batch, String group) {
        batch.require(group, new IsMember(group)).whenEnded(() -> shared.left(group));
    }

    /** It is one while the batch is put together; one that leaves meanwhile was one when the value changed. */
    private final class IsMember implements Condition {

        private final String group;

        IsMember(String group) {
            this.group = group;
        }

        @Override
        public void reserve() {
            shared.requireMember(group, member);
        }

        @Override
        public void end(boolean committed) {
            // Nothing was taken.
        }
    }
}
