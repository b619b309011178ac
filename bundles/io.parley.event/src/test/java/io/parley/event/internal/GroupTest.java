package io.parley.event.internal;

import static io.parley.event.internal.Host.get;
import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static io.parley.spi.protocol.Guarantee.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.GroupService.Group;
import io.parley.api.session.Session;
import io.parley.engine.Condition;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.pipeline.Origin;
import io.parley.event.internal.Inboxes.Entry;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.session.SessionChange;
import io.parley.spi.session.SessionChange.Kind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups of sessions: who is in them, what reaches them, and what is told of them. */
@Timeout(30)
class GroupTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<Void> joining(String session, String group) {
        return host.core
                .subscriptions()
                .subscribe(session, true, new SubscriptionRequest(Address.group(group), EXACTLY_ONCE));
    }

    private void join(String group, String... sessions) {
        for (String session : sessions) {
            get(joining(session, group));
        }
    }

    private boolean leave(String session, String group) {
        return get(host.core.subscriptions().unsubscribe(session, true, new SubscriptionTarget(Address.group(group))));
    }

    private CompletionStage<Receipt> sending(String sender, String group, String text) {
        return host.pipeline.accept(
                Message.to(Address.group(group)).payload(text).build(),
                new Origin("anonymous", sender, EXACTLY_ONCE, false));
    }

    private static RefusedException refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage));
    }

    private Set<String> reached(String group) {
        get(sending("p", group, "x"));
        host.settle();
        Set<String> sessions = new TreeSet<>();
        List<Entry> entries = host.inboxes.take();
        entries.forEach(entry -> sessions.add(entry.session()));
        assertEquals(sessions.size(), entries.size(), "each once");
        return sessions;
    }

    /** What is on the journal comes to the inboxes once more, and is not of interest. */
    private void restart() {
        host = host.restart();
        host.settle();
        host.inboxes.take();
    }

    private List<String> members(String group) {
        return List.copyOf(host.core.members().after(group, Optional.empty()));
    }

    @Test
    void oneBatchReachesEachMemberAndNobodyElse() {
        join("a", "s1", "s2", "s3");
        join("b", "s3", "s4");
        assertEquals(Set.of("s1", "s2", "s3"), reached("a"));
        assertEquals(1, host.inboxes.positions.size(), "one record, so all of it or nothing is there after a crash");
        assertEquals(Set.of("s3", "s4"), reached("b"));
        assertTrue(leave("s3", "b"));
        assertFalse(leave("s3", "b"));
        assertEquals(Set.of("s4"), reached("b"));
        assertEquals(
                List.of(new Group("a", 3), new Group("b", 1)),
                host.core.members().groups(Optional.empty(), 10));
        assertEquals(List.of(new Group("b", 1)), host.core.members().groups(Optional.of("a"), 10));
        assertEquals(List.of("s2", "s3"), List.copyOf(host.core.members().after("a", Optional.of("s1"))));
    }

    @Test
    void nothingReachesAnybodyWhenItCannotBeStored() {
        join("a", "s1", "s2");
        host.journal.refuse("disk full");
        assertEquals(Reason.UNAVAILABLE, refusal(sending("p", "a", "x")).reason());
        assertEquals(Reason.UNAVAILABLE, refusal(joining("s3", "a")).reason());
        host.journal.resume();
        host.settle();
        assertEquals(List.of(), host.inboxes.take());
        assertEquals(List.of("s1", "s2"), members("a"));
    }

    @Test
    void aGroupWithoutMembersIsNotThere() {
        assertEquals(Reason.NOT_FOUND, refusal(sending("p", "a", "x")).reason());
        join("a", "s");
        assertTrue(leave("s", "a"));
        assertEquals(Reason.NOT_FOUND, refusal(sending("p", "a", "x")).reason());
        assertEquals(List.of(), host.core.members().groups(Optional.empty(), 10));
    }

    @Test
    void theEndOfASessionIsTheEndOfItsMemberships() {
        join("a", "s1", "s2");
        join("b", "s1");
        host.engine.checkpoint();
        host.closeSession("s1");
        assertEquals(Set.of("s2"), reached("a"));
        assertEquals(Reason.NOT_FOUND, refusal(sending("p", "b", "x")).reason());
        host.engine.checkpoint();
        restart();
        assertEquals(Set.of("s2"), reached("a"));
        assertEquals(1, host.core.members().count());
    }

    @Test
    void groupsSurviveARestartFromJournalAndView() {
        join("a", "s1", "s2");
        host.engine.checkpoint();
        join("a", "s3");
        join("b/c", "s1");
        assertTrue(leave("s2", "a"));
        get(host.core.subscriptions().subscribe("t", false, new SubscriptionRequest(Address.group("a"), EXACTLY_ONCE)));
        assertEquals(Set.of("s1", "s3", "t"), reached("a"));
        restart();
        assertEquals(Set.of("s1", "s3"), reached("a"), "from the view and the journal behind it");
        host.engine.checkpoint();
        restart();
        assertEquals(Set.of("s1", "s3"), reached("a"), "from the view");
        assertEquals(Set.of("s1"), reached("b/c"));
    }

    @Test
    void aMemberHasItsWay() {
        SubscriptionOptions notOwn = new SubscriptionOptions(
                true, false, SubscriptionOptions.Retained.ALWAYS, 7, Optional.empty(), Optional.empty());
        get(host.core
                .subscriptions()
                .subscribe(
                        "s",
                        true,
                        new SubscriptionRequest(new SubscriptionTarget(Address.group("a")), AT_LEAST_ONCE, notOwn)));
        get(host.core.subscriptions().subscribe("t", true, new SubscriptionRequest(Address.group("a"), AT_MOST_ONCE)));
        get(sending("s", "a", "own"));
        get(sending("t", "a", "other"));
        host.settle();
        List<Entry> entries = new ArrayList<>(host.inboxes.take());
        entries.sort((a, b) -> (a.session() + a.text()).compareTo(b.session() + b.text()));
        assertEquals(
                List.of(
                        new Entry("s", "other", "a", AT_LEAST_ONCE, false, true),
                        new Entry("t", "other", "a", AT_MOST_ONCE, false, false),
                        new Entry("t", "own", "a", AT_MOST_ONCE, false, false)),
                entries);
        assertTrue(host.inboxes.identifiers.contains(List.of(7)));
    }

    private void limits(int groups, int members) {
        host.core.configure(
                EventSettings.of(Map.of(EventSettings.GROUPS, groups, EventSettings.MEMBERS, String.valueOf(members))));
    }

    private static void refusedFor(CompletionStage<?> stage, String key) {
        RefusedException refused = refusal(stage);
        assertEquals(Reason.LIMIT, refused.reason());
        assertTrue(refused.getMessage().contains("io.parley.event: " + key), refused.getMessage());
    }

    @Test
    void moreMembersThanAGroupMayHaveAreRefused() {
        limits(10, 2);
        join("a", "s1", "s2");
        refusedFor(joining("s3", "a"), "group.members.max");
        join("a", "s1");
        join("b", "s3");
        assertTrue(leave("s1", "a"));
        join("a", "s3");
        assertEquals(List.of("s2", "s3"), members("a"));
        limits(10, 1);
        assertEquals(Set.of("s2", "s3"), reached("a"), "who is there stays");
    }

    @Test
    void noMoreJoinAtOnceThanAGroupMayHave() {
        limits(10, 5);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(joining("s" + i, "a").toCompletableFuture());
        }
        int refused = 0;
        for (CompletableFuture<Void> one : all) {
            try {
                get(one);
            } catch (RefusedException e) {
                assertEquals(Reason.LIMIT, e.reason());
                refused++;
            }
        }
        assertEquals(45, refused);
        assertEquals(5, members("a").size());
    }

    @Test
    void moreGroupsThanASessionMayBeInAreRefused() {
        limits(2, 10);
        CompletionStage<Void> first = joining("s", "a");
        CompletionStage<Void> second = joining("s", "b");
        CompletionStage<Void> third = joining("s", "c");
        get(first);
        get(second);
        refusedFor(third, "groups.max");
        join("a", "s");
        host.subscribe("s", "any/topic", AT_LEAST_ONCE);
        assertTrue(leave("s", "a"));
        join("c", "s");
        assertEquals(List.of(), members("a"));
        assertEquals(List.of("s"), members("c"));
    }

    @Test
    void wrongNamesAndValuesAreRefused() {
        for (String name : List.of("a/+", "#", "x".repeat(1_001), "/".repeat(100))) {
            assertEquals(Reason.INVALID, refusal(joining("s", name)).reason(), name);
        }
        join("x".repeat(1_000), "s");
        join("/".repeat(99), "s");
        for (String key : List.of(EventSettings.GROUPS, EventSettings.MEMBERS)) {
            String told = assertThrows(IllegalArgumentException.class, () -> EventSettings.of(Map.of(key, "10001")))
                    .getMessage();
            assertEquals("io.parley.event: " + key + " = 10001 is not allowed: a whole number from 1 to 10000", told);
        }
    }

    /** What the watcher was told since it was asked last. */
    private List<String> told() {
        host.settle();
        return host.inboxes.take().stream().map(Entry::text).toList();
    }

    private static String presence(String group, String session, String change) {
        return "{\"group\":\"" + group + "\",\"session\":\"" + session + "\",\"change\":\"" + change + "\"}";
    }

    private void changed(String session, Kind kind) {
        Session now = new Session(
                session, "anna", Session.State.ACTIVE, Duration.ofHours(1), Instant.EPOCH, Optional.empty());
        get(host.plugins
                .sessionListeners()
                .callIfPresent(
                        MemberWatch.NAME,
                        listener -> {
                            listener.changed(new SessionChange(kind, now));
                            return CompletableFuture.completedStage(null);
                        },
                        () -> {
                            throw new AssertionError("Nobody watches");
                        }));
    }

    @Test
    void aGroupsTopicTellsWhoComesAndGoesAndIsConnected() {
        host.subscribe("watcher", "$parley/groups/a/#", AT_LEAST_ONCE);
        join("a/b", "s1", "s2");
        join("a/b", "s1");
        join("other", "s1");
        changed("s1", Kind.DETACHED);
        host.settle();
        changed("s1", Kind.RESUMED);
        host.settle();
        changed("s1", Kind.TAKEN_OVER);
        changed("stranger", Kind.RESUMED);
        assertTrue(leave("s2", "a/b"));
        host.closeSession("s1");
        assertEquals(
                List.of(
                        presence("a/b", "s1", "joined"),
                        presence("a/b", "s2", "joined"),
                        presence("a/b", "s1", "detached"),
                        presence("a/b", "s1", "attached"),
                        presence("a/b", "s2", "left"),
                        presence("a/b", "s1", "ended")),
                told());
    }

    @Test
    void whoIsRefusedIsNotToldOf() {
        host.subscribe("watcher", "$parley/groups/#", AT_LEAST_ONCE);
        limits(10, 1);
        join("a", "s1");
        refusedFor(joining("s2", "a"), "group.members.max");
        host.journal.refuse("disk full");
        assertEquals(Reason.UNAVAILABLE, refusal(joining("s1", "b")).reason());
        host.journal.resume();
        Condition heldByNobody = new Condition() {
            @Override
            public void reserve() {
                throw new RefusedException(Reason.NOT_OWNED, "The client no longer has the session");
            }

            @Override
            public void end(boolean committed) {}
        };
        SubscriptionRequest request = new SubscriptionRequest(Address.group("b"), EXACTLY_ONCE);
        CompletionStage<Void> tooLate =
                host.core.subscriptions().subscribe("s1", true, request, batch -> batch.require("s1", heldByNobody));
        assertEquals(Reason.NOT_OWNED, refusal(tooLate).reason());
        assertEquals(List.of(presence("a", "s1", "joined")), told());
        join("b", "s1");
        assertEquals(List.of(presence("b", "s1", "joined")), told());
    }

    @Test
    void aStartTellsNothingThatWasToldBefore() {
        host.subscribe("watcher", "$parley/groups/#", AT_LEAST_ONCE);
        join("a", "s1", "s2");
        host.closeSession("s1");
        host.settle();
        restart();
        long end = host.journal.end();
        assertEquals(List.of(), told());
        assertEquals(end, host.journal.end());
        assertEquals(List.of("s2"), members("a"));
    }

    @Test
    void presenceIsKeptWhereATopicIsConfiguredToHaveHistory() {
        host.rule("$parley/groups/#", "history", "true");
        join("a", "s \"1\"\n");
        host.engine.checkpoint();
        restart();
        host.rule("$parley/groups/#", "history", "true");
        assertTrue(leave("s \"1\"\n", "a"));
        Reader reader = Reader.of(
                host.core.service().subscribe(Subscription.from("$parley/groups/a", new Start.Earliest())), 10);
        assertEquals(
                List.of(presence("a", "s \\\"1\\\"\\u000a", "joined"), presence("a", "s \\\"1\\\"\\u000a", "left")),
                reader.texts(2));
    }

    @Test
    void clientsTellNothingOnParleysOwnTopics() {
        Origin client = new Origin("anonymous", "client", AT_LEAST_ONCE, false);
        assertEquals(
                Reason.NOT_ALLOWED,
                refusal(host.pipeline.accept(Host.message("$parley/groups/a", "lie"), client))
                        .reason());
    }

    /** Keeps what those who keep groups' states are told. */
    private GroupStates told(List<String> calls) {
        return (GroupStates) Proxy.newProxyInstance(
                GroupStates.class.getClassLoader(), new Class<?>[] {GroupStates.class}, (proxy, method, given) -> {
                    boolean group = method.getName().equals("left");
                    calls.add(method.getName() + (group ? " " + given[0] : ""));
                    return null;
                });
    }

    @Test
    void whoKeepsWhatMembersShareIsToldWhenThereIsNoneLeft() {
        List<String> calls = new CopyOnWriteArrayList<>();
        host.settle();
        host.core.members().use(told(calls));
        join("a", "s1", "s2");
        assertTrue(host.core.members().has("a", "s1"));
        assertFalse(host.core.members().has("a", "s3"));
        assertFalse(host.core.members().deserted("a"));
        leave("s1", "a");
        host.settle();
        assertEquals(List.of("use"), calls, "another one is there");
        leave("s2", "a");
        host.settle();
        assertEquals(List.of("use", "left a"), calls);
        assertTrue(host.core.members().deserted("a"));
        assertFalse(host.core.members().present("a"));
        host.core.members().stop(told(calls));
        join("a", "s1");
        leave("s1", "a");
        host.settle();
        assertEquals(List.of("use", "left a", "stop"), calls);
    }

    @Test
    void aGroupIsNotDesertedWhileOneJoins() {
        List<String> calls = new CopyOnWriteArrayList<>();
        host.core.members().use(told(calls));
        host.settle();
        calls.clear();
        Members members = host.core.members();
        members.enter("a", "s1", 10);
        members.enter("a", "s2", 10);
        assertFalse(members.deserted("a"));
        members.entered("a", "s1");
        assertFalse(members.deserted("a"));
        members.entered("a", "s2");
        assertTrue(members.deserted("a"), "nobody came");
        assertEquals("left a", calls.get(calls.size() - 1), "which is told, since others may have left meanwhile");
        assertFalse(new Members().deserted("a"), "that is not known before all memberships are read");
    }
}
