package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.GroupService;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Subscriptions;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Offers groups to code in this process: a member is a session that subscribes to {@code group:<name>}. Active also while nobody asks for it: without it nobody
 * says who may change the states of groups.
 */
@Component(service = GroupService.class, immediate = true)
public final class GroupComponent implements GroupService {

    private static final int LARGEST_PAGE = 1_000;

    private final SessionService sessions;
    private final Subscriptions subscriptions;
    private final Members members;
    private final GroupStates states;

    @Activate
    public GroupComponent(
            @Reference SessionService sessions,
            @Reference Subscriptions subscriptions,
            @Reference Members members,
            @Reference GroupStates states) {
        this.sessions = sessions;
        this.subscriptions = subscriptions;
        this.members = members;
        this.states = states;
        members.use(states);
    }

    @Deactivate
    public void deactivate() {
        members.stop(states);
    }

    @Override
    public CompletionStage<Boolean> join(String session, String group) {
        SubscriptionTarget target = target(group);
        Optional<Session> found = sessions.find(session);
        if (found.isEmpty()) {
            return CompletableFuture.failedStage(missing(session));
        }
        if (members.has(group, session)) {
            return CompletableFuture.completedStage(false);
        }
        boolean durable = durable(found.get());
        return subscriptions
                .subscribe(session, durable, new SubscriptionRequest(target.address(), Guarantee.EXACTLY_ONCE))
                .thenCompose(done -> {
                    if (sessions.find(session)
                            .filter(now -> same(now, found.get()))
                            .isPresent()) {
                        return CompletableFuture.completedStage(true);
                    }
                    // It ended while it joined: nobody would end its membership.
                    return subscriptions.unsubscribe(session, durable, target).thenCompose(ended -> {
                        throw missing(session);
                    });
                });
    }

    private static boolean same(Session now, Session before) {
        return now.created().equals(before.created());
    }

    private static boolean durable(Session session) {
        return !session.expiry().isZero();
    }

    private static SubscriptionTarget target(String group) {
        return new SubscriptionTarget(Address.group(group));
    }

    private static RefusedException missing(String session) {
        return new RefusedException(Reason.NOT_FOUND, "There is no session '" + session + "'");
    }

    @Override
    public CompletionStage<Boolean> leave(String session, String group) {
        boolean durable = sessions.find(session).filter(GroupComponent::durable).isPresent();
        return subscriptions.unsubscribe(session, durable, target(group));
    }

    @Override
    public List<Session> members(String group, Optional<String> after, int limit) {
        requirePage(limit);
        return members.after(group, after).stream()
                .map(sessions::find)
                .flatMap(Optional::stream)
                .limit(limit)
                .toList();
    }

    @Override
    public CompletionStage<List<String>> groupsOf(String session) {
        return subscriptions
                .of(session)
                .thenApply(all -> all.stream()
                        .map(SubscriptionRequest::address)
                        .filter(address -> address.kind() == Address.Kind.GROUP)
                        .map(Address::name)
                        .sorted()
                        .toList());
    }

    @Override
    public List<Group> groups(Optional<String> after, int limit) {
        requirePage(limit);
        return members.groups(after, limit);
    }

    @Override
    public CompletionStage<Optional<StateValue>> state(String group, String key) {
        return states.get(group, key);
    }

    @Override
    public CompletionStage<StateVersions> stateVersions(String group) {
        return states.versions(group);
    }

    @Override
    public CompletionStage<Long> putState(
            String session, String group, String key, Payload value, OptionalLong expectedVersion) {
        return states.put(session, group, key, value, expectedVersion);
    }

    @Override
    public CompletionStage<Void> removeState(String session, String group, String key, OptionalLong expectedVersion) {
        return states.remove(session, group, key, expectedVersion);
    }

    @Override
    public Flow.Publisher<StateEvent> watchState(String group, Optional<String> after) {
        return states.watch(group, after);
    }

    private static void requirePage(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + ", not " + limit);
        }
    }
}
