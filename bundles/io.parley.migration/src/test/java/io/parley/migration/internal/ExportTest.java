package io.parley.migration.internal;

import static io.parley.migration.internal.FullSession.DELIVERIES;
import static io.parley.migration.internal.FullSession.ID;
import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Start;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.engine.Batch;
import io.parley.engine.contract.Replays;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session has, it has after an export and an import. */
@Timeout(60)
class ExportTest {

    private Parley source = new Parley();
    private Parley target = new Parley();

    @BeforeEach
    void make() {
        FullSession.make(source);
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private void move() {
        target.restore(source.export(ID));
    }

    @Test
    void identityAndExpiryAreWhatTheyWere() {
        Session before = source.sessions.find(ID).orElseThrow();
        target.timers.advance(Duration.ofHours(1));
        move();
        Session after = target.sessions.find(ID).orElseThrow();
        assertEquals(before, after);
        target.timers.advance(Duration.ofHours(22));
        target.settle();
        assertTrue(target.sessions.find(ID).isPresent(), "it has a day from when it was left, not from its import");
        target.timers.advance(Duration.ofHours(2));
        target.settle();
        assertFalse(target.sessions.find(ID).isPresent());
    }

    @Test
    void stateHasItsVersions() {
        move();
        assertEquals(get(source.sessions.stateVersions(ID)), get(target.sessions.stateVersions(ID)));
        for (String key : get(source.sessions.stateVersions(ID)).keys().keySet()) {
            assertEquals(get(source.sessions.state(ID, key)), get(target.sessions.state(ID, key)));
        }
        assertEquals("second", text("a"));
        FullSession.state(target, "new", "x");
        long version = get(target.sessions.state(ID, "new")).orElseThrow().version();
        assertEquals(get(source.sessions.stateVersions(ID)).version() + 1, version);
    }

    @Test
    void oneWithoutStateIsToldToTheView() {
        source.create("bare");
        target.restore(source.export("bare"));
        target.checkpoint();
        target = target.restart();
        assertEquals(0, get(target.sessions.stateVersions("bare")).version());
        get(target.sessions.putState("bare", "a", Payload.utf8("first"), OptionalLong.empty()));
        target.checkpoint();
        assertEquals(1, get(target.sessions.stateVersions("bare")).version());
    }

    private String text(String key) {
        return new String(
                get(target.sessions.state(ID, key)).orElseThrow().value().toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void inboxGoesOnWhereItWas() {
        move();
        target.publish("a/c", "new", Guarantee.AT_LEAST_ONCE);
        Client client = new Client(target, ID, 100);
        assertEquals(
                List.of(
                        "1 m1 again EXACTLY_ONCE [7]",
                        "3 release",
                        "4 m4 again AT_LEAST_ONCE [7]",
                        "5 m5 again EXACTLY_ONCE [7]",
                        "6 m6 again AT_LEAST_ONCE [7]",
                        "7 m7 EXACTLY_ONCE [7]",
                        "8 chosen AT_LEAST_ONCE []",
                        "9 new AT_LEAST_ONCE [7]"),
                client.got(8));
    }

    @Test
    void whatTheClientSendsAgainIsKnown() {
        move();
        assertTrue(get(target.tokens.taken(ID, 5)));
        assertTrue(get(target.tokens.taken(ID, 65_535)));
        assertFalse(get(target.tokens.taken(ID, 6)));
        assertEquals(
                Receipt.Outcome.DUPLICATE,
                get(target.messages.send(FullSession.chosen())).outcome());
    }

    @Test
    void subscriptionsAndMembershipsAreThere() {
        source.publish("kept/x", "e", Guarantee.AT_LEAST_ONCE);
        move();
        assertEquals(new HashSet<>(get(source.subscriptions.of(ID))), new HashSet<>(get(target.subscriptions.of(ID))));
        assertEquals(
                List.of(ID),
                target.groups().members("team", Optional.empty(), 10).stream()
                        .map(Session::id)
                        .toList());
        int before = new Client(target, ID, 100).got(DELIVERIES).size();
        target.publish("c", "shared", Guarantee.AT_LEAST_ONCE);
        assertEquals(before, new Client(target, ID, 100).got(DELIVERIES).size(), "a share is the group's queue's");
        assertEquals(List.of("team"), get(target.groups().groupsOf(ID)));
    }

    @Test
    void historyGoesOnAtTheFirstEventThatIsNotAcknowledged() {
        for (int i = 0; i < 3; i++) {
            source.timers.advance(Duration.ofSeconds(1));
            source.publish("kept/x", "e" + i, Guarantee.AT_LEAST_ONCE);
        }
        long last = source.timers.now();
        String reader = Replays.name(ID, "kept/x");
        EventReader.acknowledge(source, "kept/x", reader, 2);
        move();
        List<Start> starts = get(target.subscriptions.of(ID)).stream()
                .map(SubscriptionRequest::options)
                .flatMap(options -> options.start().stream())
                .toList();
        assertEquals(List.of(new Start.At(Instant.ofEpochMilli(last))), starts);
    }

    @Test
    void willIsPublishedHereWhenItsDelayIsOverAndNotBefore() {
        CompletableFuture<String> published = new CompletableFuture<>();
        target.holds.publishWills((session, principal, publication, forget) -> {
            published.complete(session + " " + principal + " "
                    + new String(publication.message().payload().toBytes(), StandardCharsets.UTF_8));
            return forgetting(forget);
        });
        target.timers.advance(Duration.ofMinutes(4));
        move();
        target.timers.advance(Duration.ofMinutes(5));
        target.settle();
        assertFalse(published.isDone());
        target.timers.advance(Duration.ofMinutes(2));
        assertEquals(ID + " anna farewell", get(published));
    }

    private CompletionStage<?> forgetting(Consumer<Batch> forget) {
        Batch batch = target.engine.batch();
        forget.accept(batch);
        return batch.commit();
    }

    @Test
    void exportOfWhatWasImportedIsTheSame() {
        byte[] export = source.export(ID);
        assertArrayEquals(export, source.export(ID), "an export changes nothing");
        target.restore(export);
        assertArrayEquals(export, target.export(ID));
        target = target.restart();
        assertArrayEquals(export, target.export(ID), "what is on the journal is all of it");
        target.checkpoint();
        assertArrayEquals(export, target.export(ID), "and so is what the view has");
        target = target.restart();
        assertArrayEquals(export, target.export(ID));
        source.checkpoint();
        source = source.restart();
        assertArrayEquals(export, source.export(ID));
    }

    @Test
    void longInboxComesOutOfTheViewInOrder() {
        for (int i = 0; i < 700; i++) {
            source.publish("a/b", "x" + i, Guarantee.AT_LEAST_ONCE);
        }
        source.checkpoint();
        for (int i = 700; i < 900; i++) {
            source.publish("a/b", "x" + i, Guarantee.AT_LEAST_ONCE);
        }
        move();
        List<String> got = new Client(target, ID, 2_000).got(7 + 900);
        assertEquals(7 + 900, got.size());
        for (int i = 0; i < 900; i++) {
            assertEquals((9 + i) + " x" + i + " AT_LEAST_ONCE [7]", got.get(7 + i));
        }
    }

    @Test
    void parentIsKeptWhereItIsThereToo() {
        source.create("parent");
        get(source.sessions.open(
                new OpenRequest("child", "anna", false, Duration.ofDays(1), end -> {}, Optional.of("parent"))));
        Opened child = source.open("child", "anna");
        source.detach(child);
        byte[] export = source.export("child");
        target.restore(export);
        assertEquals(
                Optional.empty(), target.sessions.find("child").orElseThrow().parent());
        get(target.sessions.close("child"));
        target.restore(source.export("parent"));
        target.restore(export);
        assertEquals(
                Optional.of("parent"),
                target.sessions.find("child").orElseThrow().parent());
        get(target.sessions.close("parent"));
        target.settle();
        assertFalse(target.sessions.find("child").isPresent(), "it ends with it");
    }
}
