package io.parley.protocol.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.engine.contract.GroupStates;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The states that a client may see and change: its session's, and those of groups while it is a member. Safe for all threads. */
record ClientStates(SessionService sessions, GroupStates groups, String session) {

    /** @throws RefusedException NOT_ALLOWED while the session is no member of the group whose state it is */
    void requireMember(StateTopic topic) {
        if (!isMember(topic)) {
            throw new RefusedException(
                    Reason.NOT_ALLOWED,
                    "Session '" + session + "' is no member of group '"
                            + topic.group().orElseThrow() + "', whose state members share");
        }
    }

    /** Whether the state is the client's to see; always of its session's own. */
    boolean isMember(StateTopic topic) {
        return topic.group().isEmpty() || groups.isMember(topic.group().get(), session);
    }

    CompletionStage<Optional<StateValue>> get(StateTopic topic) {
        String key = topic.key().orElseThrow();
        try {
            requireMember(topic);
        } catch (RefusedException no) {
            return CompletableFuture.failedStage(no);
        }
        return topic.group().isEmpty()
                ? sessions.state(session, key)
                : groups.get(topic.group().get(), key);
    }

    CompletionStage<Void> put(StateTopic topic, Payload value, OptionalLong expected) {
        String key = topic.key().orElseThrow();
        CompletionStage<Long> put = topic.group().isEmpty()
                ? sessions.putState(session, key, value, expected)
                : groups.put(session, topic.group().get(), key, value, expected);
        return put.thenAccept(version -> {});
    }

    CompletionStage<Void> remove(StateTopic topic, OptionalLong expected) {
        String key = topic.key().orElseThrow();
        return topic.group().isEmpty()
                ? sessions.removeState(session, key, expected)
                : groups.remove(session, topic.group().get(), key, expected);
    }

    Flow.Publisher<StateEvent> watch(StateTopic topic, Optional<String> after) {
        return topic.group().isEmpty()
                ? sessions.watchState(session, after)
                : groups.watch(topic.group().get(), after);
    }
}
