package io.parley.engine.contract;

import io.parley.api.message.Payload;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The states that groups of sessions share. Whoever knows the groups offers this to others, and says here who is in them. An OSGi service of the
 * session bundle; safe for all threads. Stages fail with a {@link io.parley.api.message.RefusedException}, and then nothing changed.
 */
@ProviderType
public interface GroupStates {

    /** Who is in which group. Asked on shards; must not block. */
    interface Membership {

        /** Whether the session is a member of the group. */
        boolean has(String group, String session);

        /** Whether the group has a member. */
        boolean present(String group);

        /** Whether it is known that the group has no member, and that none is just joining. */
        boolean deserted(String group);
    }

    /** From now on this says who is in groups; until then no state is changed. States of groups that are deserted end. */
    void use(Membership membership);

    /** That one says nothing any more. */
    void stop(Membership membership);

    /** The group may be deserted: then its state ends, with all watches of it. */
    void left(String group);

    /**
     * Whether the session is a member of the group just now.
     *
     * @throws io.parley.api.message.RefusedException UNAVAILABLE while nobody says who is in groups
     */
    boolean isMember(String group, String session);

    /** One value; empty for none. Refused with NOT_FOUND when the group has no member. */
    CompletionStage<Optional<StateValue>> get(String group, String key);

    /** The keys and their versions. Refused with NOT_FOUND when the group has no member. */
    CompletionStage<StateVersions> versions(String group);

    /**
     * Sets one value.
     *
     * @param member the session that does so; refused with NOT_ALLOWED when it is no member
     * @return the new version
     */
    CompletionStage<Long> put(String member, String group, String key, Payload value, OptionalLong expectedVersion);

    /** Removes one value; as {@link #put}. */
    CompletionStage<Void> remove(String member, String group, String key, OptionalLong expectedVersion);

    /** As {@link io.parley.api.session.SessionService#watchState}; the publisher completes when the group has no member any more. */
    Flow.Publisher<StateEvent> watch(String group, Optional<String> after);
}
