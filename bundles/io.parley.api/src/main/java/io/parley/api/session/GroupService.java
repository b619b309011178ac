package io.parley.api.session;

import io.parley.api.message.Payload;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Groups of sessions: a message to {@code group:<name>} reaches the inbox of each session that is a member at that moment, in one commit. A
 * group is there for as long as it has a member, and a membership ends with its session. Who joins, leaves and is connected is told on the topic
 * {@link #presence}. An OSGi service; safe for all threads; no method blocks. A stage completes when the change is durable, for a
 * durable session, and fails with a {@link io.parley.api.message.RefusedException}, and then nothing changed.
 */
@ProviderType
public interface GroupService {

    /** What the topics begin with on which groups' presence is told. */
    String PRESENCE = "$parley/groups/";

    /** The topic on which the presence of a group's members is told. */
    static String presence(String group) {
        return PRESENCE + group;
    }

    /**
     * A session becomes a member. Refused with NOT_FOUND when there is no such session, with LIMIT when it is in too many groups or the group has too
     * many members, with INVALID for a name with {@code +} or {@code #}, of more than 1,000 characters or of more than 100 levels.
     *
     * @return whether it was none before
     */
    CompletionStage<Boolean> join(String session, String group);

    /**
     * A session is a member no longer. What it has in its inbox stays there.
     *
     * @return whether it was one before
     */
    CompletionStage<Boolean> leave(String session, String group);

    /**
     * The members of a group as they are now, a page at a time, in the order of their ids.
     *
     * @param after the id of the last one on the page before; empty for the first page. It need not be there any more
     * @param limit how many at most, 1 to 1,000
     * @return fewer than the limit: these were the last
     */
    List<Session> members(String group, Optional<String> after, int limit);

    /** The names of the groups that a session is in, in their order. */
    CompletionStage<List<String>> groupsOf(String session);

    /**
     * The groups that there are now, a page at a time, in the order of their names.
     *
     * @param after the name of the last one on the page before; empty for the first page
     * @param limit how many at most, 1 to 1,000
     */
    List<Group> groups(Optional<String> after, int limit);

    /**
     * One value of the state that the members of a group share; empty when there is none. Refused with NOT_FOUND when the group has no member.
     *
     * <p>That state is there for as long as the group has a member: it ends when the last one leaves or ends. It is durable, has the limits
     * of a session's state, and versions of values as such a state has them.
     */
    CompletionStage<Optional<StateValue>> state(String group, String key);

    /** The keys of a group's state and their versions. Refused with NOT_FOUND when the group has no member. */
    CompletionStage<StateVersions> stateVersions(String group);

    /**
     * Sets one value of a group's state.
     *
     * @param session the member that does so; refused with NOT_ALLOWED when it is none at the moment at which the value is set
     * @param expectedVersion 0 for "no value yet"; empty for whatever it is. Refused with CONFLICT when it differs
     * @return the new version
     */
    CompletionStage<Long> putState(
            String session, String group, String key, Payload value, OptionalLong expectedVersion);

    /** Removes one value of a group's state; member and version as in {@link #putState}. */
    CompletionStage<Void> removeState(String session, String group, String key, OptionalLong expectedVersion);

    /**
     * Follows a group's state without a gap, as {@link SessionService#watchState} does a session's. The publisher completes when the group has no
     * member any more, and fails with NOT_FOUND when it has none to begin with. A group that is there again has another state.
     */
    Flow.Publisher<StateEvent> watchState(String group, Optional<String> after);

    /**
     * A group.
     *
     * @param members how many it has
     */
    record Group(String name, int members) {}
}
