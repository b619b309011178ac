package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.engine.op.SessionOp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that belong to others, and end with them. */
@Timeout(30)
class FamilyTest {

    private Host host = new Host(Settings.DEFAULT);
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        host.close();
    }

    private CompletionStage<Opened> opening(String id, String principal, boolean clean, String parent) {
        return host.service()
                .open(new OpenRequest(
                        id, principal, clean, HOUR, end -> ends.add(id + " " + end), Optional.ofNullable(parent)));
    }

    private Opened open(String id, String parent) {
        return get(opening(id, "anna", false, parent));
    }

    private Reason refusal(String id, String parent) {
        return refusal(opening(id, "anna", false, parent)).reason();
    }

    private static RefusedException refusal(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage));
    }

    /** Those that there are. */
    private List<String> all() {
        host.settle();
        return host.service().sessions().map(Session::id).sorted().toList();
    }

    private List<String> children(String id) {
        return host.service().children(id, Optional.empty(), 1_000).stream()
                .map(Session::id)
                .toList();
    }

    /** Parent {@code p}, its children {@code c1} and {@code c2}, their child {@code g}; and {@code x} by itself. */
    private void family() {
        open("p", null);
        open("c1", "p");
        open("c2", "p");
        open("g", "c2");
        open("x", null);
    }

    @Test
    void childrenAreListedAndKeepTheirParent() {
        family();
        assertEquals(List.of("c1", "c2"), children("p"));
        assertEquals(List.of("g"), children("c2"));
        assertEquals(List.of(), children("x"));
        assertEquals(Optional.of("p"), host.service().find("c1").orElseThrow().parent());
        assertTrue(open("c1", null).resumed());
        assertTrue(open("c1", "p").resumed());
        assertEquals(Reason.INVALID, refusal("c1", "x"));
        assertEquals(Reason.INVALID, refusal("x", "p"));
        get(host.service().close("c1"));
        assertEquals(List.of("c2"), children("p"));
        assertEquals(
                List.of("c2"),
                host.service().children("p", Optional.of("c1"), 5).stream()
                        .map(Session::id)
                        .toList());
    }

    @Test
    void allBelowEndWithTheParentForTheSameReason() {
        family();
        get(host.service().close("p"));
        assertEquals(List.of("x"), all());
        assertEquals(
                List.of("c1 CLOSED", "c2 CLOSED", "g CLOSED", "p CLOSED"),
                ends.stream().sorted().toList());
    }

    @Test
    void allBelowExpireWithTheParent() {
        Opened parent = open("p", null);
        open("c1", "p");
        get(host.service().detach("p", parent.hold()));
        host.timers.advance(HOUR.plusSeconds(1));
        assertEquals(List.of(), all());
        assertEquals(List.of("c1 EXPIRED"), List.copyOf(ends));
    }

    @Test
    void familiesSurviveAStart() {
        family();
        host = host.restart();
        assertEquals(List.of("c1", "c2"), children("p"));
        assertEquals(List.of("c1", "c2", "g", "p", "x"), all());
        get(host.service().close("p"));
        assertEquals(List.of("x"), all());
        host = host.restart();
        assertEquals(List.of("x"), all());
    }

    @Test
    void nothingOfAFamilyIsLeftOfWhoIsGone() {
        family();
        host = host.restart();
        assertEquals(List.of("g"), children("c2"));
        get(host.service().close("c2"));
        host.settle();
        host = host.restart();
        assertEquals(List.of("c1", "p", "x"), all());
        open("c2", null);
        assertEquals(List.of("c1"), children("p"), "of the one before nothing is left");
    }

    /** As when the process dies between the end of the parent and those of its children. */
    @Test
    void whoseParentIsGoneEndsAtTheNextStart() {
        family();
        get(host.engine.batch().add(new SessionOp.Closed("p", true)).commit());
        assertEquals(List.of("c1", "c2", "g", "x"), all());
        host = host.restart();
        assertEquals(List.of("x"), all());
    }

    /** The same with a new session of the parent's id in the same batch. */
    @Test
    void aNewSessionOfTheIdIsNotTakenForTheParent() {
        family();
        get(host.engine
                .batch()
                .add(new SessionOp.Closed("p", true))
                .add(new SessionOp.Opened("p", "anna", 3_600, host.timers.now() + 1, true))
                .commit());
        host = host.restart();
        assertEquals(List.of("p", "x"), all());
    }

    @Test
    void aParentThatBeginsAnewIsAnotherOne() {
        family();
        host.timers.advance(Duration.ofSeconds(1));
        get(opening("p", "anna", true, null));
        assertEquals(List.of("p", "x"), all());
        open("c1", "p");
        get(opening("c1", "anna", true, null));
        assertEquals(List.of(), children("p"), "it has begun anew, without a parent");
    }

    @Test
    void whatCannotBeIsRefusedInWords() {
        open("p", null);
        assertEquals(Reason.NOT_FOUND, refusal("c", "nobody"));
        RefusedException foreign = refusal(opening("c", "bernd", false, "p"));
        assertEquals(Reason.NOT_ALLOWED, foreign.reason());
        assertTrue(foreign.getMessage().contains("belongs to somebody else"), foreign.getMessage());
        assertEquals(Reason.NOT_FOUND, refusal("c", "c"));
        open("c", "p");
        assertEquals(Reason.INVALID, refusal(opening("p", "anna", true, "c")).reason(), "above itself");
        assertEquals(List.of("c", "p"), all());
    }

    @Test
    void numberAndDepthAreLimited() {
        host.core.configure(Settings.of(Map.of(Settings.CHILDREN, 2, Settings.DEPTH, 2)));
        open("p", null);
        List<CompletionStage<Opened>> opening = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            opening.add(opening("c" + i, "anna", false, "p"));
        }
        long opened = opening.stream()
                .filter(one -> {
                    try {
                        get(one);
                        return true;
                    } catch (RefusedException refused) {
                        assertTrue(refused.getMessage().contains(Settings.CHILDREN), refused.getMessage());
                        return false;
                    }
                })
                .count();
        assertEquals(2, opened);
        String child = children("p").get(0);
        open("g", child);
        RefusedException deep = refusal(opening("h", "anna", false, "g"));
        assertEquals(Reason.LIMIT, deep.reason());
        assertTrue(deep.getMessage().contains(Settings.DEPTH), deep.getMessage());
        get(host.service().close(child));
        host.settle();
        open("d", "p");
    }

    @Test
    void anEndThatCannotBeStoredIsTriedAgain() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        open("p", null);
        get(host.service()
                .open(new OpenRequest(
                        "c",
                        "anna",
                        false,
                        HOUR,
                        end -> {
                            told.complete(null);
                            goOn.join();
                        },
                        Optional.of("p"))));
        CompletionStage<Opened> second = opening("c", "anna", false, "p");
        get(told);
        get(host.service().close("p"));
        host.journal.refuse("disk full");
        goOn.complete(null);
        get(second);
        assertEquals(List.of("c"), all());
        host.journal.resume();
        host.timers.advance(Duration.ofSeconds(11));
        assertEquals(List.of(), all());
        assertEquals(List.of("p CLOSED", "c CLOSED"), List.copyOf(ends));
    }

    @Test
    void whoIsOpenedWhileItsParentEndsDoesNotStay() {
        for (int round = 0; round < 100; round++) {
            open("p", null);
            List<CompletionStage<Opened>> opening = new ArrayList<>();
            CompletionStage<Void> closing = null;
            for (int i = 0; i < 20; i++) {
                opening.add(opening("c" + i, "anna", false, "p"));
                closing = i == round % 20 ? host.service().close("p") : closing;
            }
            get(closing);
            opening.forEach(one ->
                    one.toCompletableFuture().handle((done, failure) -> null).join());
            assertEquals(List.of(), all(), "round " + round);
        }
    }
}
