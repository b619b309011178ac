package io.parley.task.internal;

import static io.parley.task.internal.Host.get;
import static io.parley.task.internal.Host.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.task.Activity;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionOverview;
import io.parley.api.task.SessionPage;
import io.parley.api.task.SessionPage.Pagination;
import io.parley.api.task.SessionPage.Summary;
import io.parley.api.task.SessionStatistics;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.op.DetailsValue;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DirectoryTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private SessionOverview overview(String id) {
        return get(host.directory().get(id));
    }

    private static RefusedException refused(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage));
    }

    private static List<String> ids(SessionPage page) {
        return page.sessions().stream().map(one -> one.session().id()).toList();
    }

    @Test
    void aSessionIsMadeDescribedAndClosed() {
        Instant made = host.now();
        SessionOverview one = get(host.directory().create(wish("s", "Trip")));
        assertEquals(new Details("Trip", "about Trip", "anna"), one.details());
        assertEquals(Session.State.DETACHED, one.session().state());
        assertEquals(made, one.session().created());
        Details other = new Details("Trip to Oslo", "", "bert");
        assertEquals(other, get(host.directory().describe("s", other)).details());
        host = host.restart();
        assertEquals(other, overview("s").details());
        assertEquals(
                Details.NONE, get(host.directory().describe("s", Details.NONE)).details());
        host.settle();
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(Details.NONE, overview("s").details());

        get(host.directory().close("s"));
        assertEquals(Reason.NOT_FOUND, refused(host.directory().get("s")).reason());
        assertEquals(
                Reason.NOT_FOUND, refused(host.directory().describe("s", other)).reason());
    }

    @Test
    void closingAnUnknownSessionIsRefused() {
        RefusedException refused = refused(host.directory().close("nobody"));
        assertEquals(Reason.NOT_FOUND, refused.reason());
        assertEquals("There is no session 'nobody'", refused.getMessage());
    }

    @Test
    void oneThatIsThereIsNotMadeAgain() {
        Opened opened = host.open("s", false);
        assertEquals(
                Reason.CONFLICT,
                refused(host.directory().create(wish("s", "Mine"))).reason());
        assertEquals(Session.State.ACTIVE, overview("s").session().state(), "whoever is connected stays so");
        assertEquals(opened.session().created(), overview("s").session().created());
        assertEquals(Details.NONE, overview("s").details());
        NewSession any = new NewSession(Optional.empty(), "anna", Details.NONE, Duration.ofHours(1), Optional.empty());
        String first = get(host.directory().create(any)).session().id();
        String second = get(host.directory().create(any)).session().id();
        assertTrue(first.matches("ses_[0-9a-f]{32}"), first);
        assertFalse(first.equals(second));
        assertEquals(
                Reason.INVALID,
                refused(host.directory().create(wish("", "None"))).reason());
    }

    @Test
    void aSpawnedSessionHasItsFirstMessageOrIsNotThere() {
        SessionOverview one =
                get(host.directory().spawn(wish("s", "Trip"), Payload.utf8("go"), Optional.of("text/plain")));
        host.settle();
        assertEquals(1, overview("s").messages());
        assertEquals("Trip", one.details().title());

        host.refusing = true;
        RefusedException refused =
                refused(host.directory().spawn(wish("t", "Trip"), Payload.utf8("go"), Optional.empty()));
        assertEquals("the inbox is full", refused.getMessage());
        assertEquals(Optional.empty(), host.sessions.find("t"));
    }

    @Test
    void messagesAreCountedAndCountedOnAfterARestart() {
        host.create("s");
        host.messages("s", 7);
        assertEquals(7, overview("s").messages());
        host = host.restart();
        assertEquals(7, overview("s").messages(), "read again from the journal");
        host.settle();
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(7, overview("s").messages(), "from the view");
        host.messages("s", 2);
        host = host.restart();
        assertEquals(9, overview("s").messages(), "from both");
        host.settle();
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(9, overview("s").messages(), "from the view, in which the session was before");
    }

    @Test
    void lastActivityIsWhenSomethingHappenedLast() {
        host.create("s");
        Instant made = host.now();
        host.pass(Duration.ofHours(1));
        assertEquals(made, overview("s").lastActivity(), "that somebody looks is no activity");
        host.messages("s", 1);
        Instant message = host.now();
        host.pass(Duration.ofHours(1));
        assertEquals(message, overview("s").lastActivity());
        host = host.restart();
        assertEquals(message, overview("s").lastActivity(), "the message says when it was sent");
        host.settle();
        host.engine.checkpoint();
        host = host.restart();
        assertEquals(message, overview("s").lastActivity());

        get(host.sessions.putState("s", "key", Payload.utf8("value"), OptionalLong.empty()));
        assertEquals(host.now(), overview("s").lastActivity());
        get(host.tasks().start("s", "t", ""));
        host.pass(Duration.ofMinutes(5));
        get(host.tasks().active("s", "t"));
        Instant active = host.now();
        host.pass(Duration.ofMinutes(31));
        assertEquals(active, overview("s").lastActivity(), "that its task failed is none");
    }

    @Test
    void theStatusFollowsTasksOrElseMessages() {
        host.create("s");
        host.messages("s", 9);
        assertEquals(Activity.ACTIVE, overview("s").activity());
        host.messages("s", 1);
        assertEquals(Activity.WAITING_FOR_INPUT, overview("s").activity());
        host.messages("s", 39);
        assertEquals(Activity.WAITING_FOR_INPUT, overview("s").activity());
        host.messages("s", 1);
        assertEquals(Activity.IDLE, overview("s").activity());

        get(host.tasks().start("s", "t", ""));
        assertEquals(Activity.ACTIVE, overview("s").activity());
        host.pass(Duration.ofMinutes(5));
        assertEquals(Activity.ACTIVE, overview("s").activity());
        host.pass(Duration.ofMillis(1));
        assertEquals(Activity.WAITING_FOR_INPUT, overview("s").activity());
        get(host.tasks().active("s", "t"));
        assertEquals(Activity.ACTIVE, overview("s").activity());
        get(host.tasks().idle("s", "t"));
        assertEquals(Activity.WAITING_FOR_INPUT, overview("s").activity());
    }

    /** More than 1,000, at which the original stopped counting. */
    @Test
    void pagesHoldEachSessionOnceAndTotalsAreExact() {
        int count = 1_234;
        List<CompletionStage<Opened>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            host.timers.advance(Duration.ofMillis(i % 3));
            String id = "s" + (i * 7_919 % count);
            opening.add(
                    host.sessions.open(new OpenRequest(id, Session.ANONYMOUS, false, Duration.ofDays(1), end -> {})));
        }
        opening.forEach(Host::get);
        get(host.tasks().start("s5", "t", ""));
        host.messages("s6", 10);
        host.messages("s7", 50);

        List<String> seen = new ArrayList<>();
        int pages = 0;
        SessionPage page;
        do {
            page = get(host.directory().list(100, seen.size()));
            assertEquals(count, page.totalCount());
            assertEquals(new Summary(count - 2, 1, 1, 1), page.summary());
            assertEquals(new Pagination(100, seen.size(), pages < 12, pages + 1, 13), page.pagination());
            seen.addAll(ids(page));
            pages++;
            host.open("new" + pages, false);
            get(host.sessions.close("new" + pages));
        } while (page.pagination().hasMore());
        assertEquals(count, seen.size());
        assertEquals(count, seen.stream().distinct().count());
        assertEquals(List.of(), ids(get(host.directory().list(10, count))));
        assertEquals(1_000, get(host.directory().list(1_000, 0)).sessions().size());

        SessionStatistics figures = get(host.directory().statistics());
        assertEquals(count, figures.total());
        assertEquals(
                Map.of(Activity.ACTIVE, count - 2L, Activity.WAITING_FOR_INPUT, 1L, Activity.IDLE, 1L),
                figures.byStatus());
    }

    @Test
    void whatIsMadeMeanwhileShiftsNoPage() {
        for (String id : List.of("c", "a", "d", "b")) {
            host.create(id);
            host.pass(Duration.ofMillis(1));
        }
        assertEquals(List.of("c", "a"), ids(get(host.directory().list(2, 0))));
        host.create("0");
        assertEquals(List.of("d", "b"), ids(get(host.directory().list(2, 2))));
        assertEquals(List.of("0"), ids(get(host.directory().list(2, 4))));
        for (int[] wrong : new int[][] {{0, 0}, {1_001, 0}, {1, -1}}) {
            assertEquals(
                    Reason.INVALID,
                    refused(host.directory().list(wrong[0], wrong[1])).reason());
        }
    }

    @Test
    void aSessionThatCannotBeReadIsThereWithoutDetails() {
        host.create("a");
        host.create("b");
        for (String broken : List.of("", "\u0001", "\u0007\u0001x")) {
            get(host.sessions.putState("a", DetailsValue.KEY, Payload.utf8(broken), OptionalLong.empty()));
            SessionPage page = get(host.directory().list(10, 0));
            assertEquals(List.of("a", "b"), ids(page));
            assertEquals(Details.NONE, page.sessions().get(0).details());
            assertEquals("title of b", page.sessions().get(1).details().title());
        }
    }

    @Test
    void theAverageAgeIsThatOfAllSessions() {
        assertEquals(Duration.ZERO, get(host.directory().statistics()).averageAge());
        host.create("a");
        host.pass(Duration.ofHours(4));
        host.create("b");
        host.pass(Duration.ofHours(1));
        assertEquals(Duration.ofHours(3), get(host.directory().statistics()).averageAge());
    }

    @Test
    void cleanUpEndsWhatNobodyHasUsedForLong() {
        host.create("old");
        host.create("withMessage");
        host.create("withTask");
        host.create("idleTask");
        host.open("held", false);
        get(host.tasks().start("idleTask", "t", ""));
        get(host.tasks().idle("idleTask", "t"));
        host.pass(Duration.ofHours(23));
        host.messages("withMessage", 1);
        get(host.tasks().start("withTask", "t", ""));
        host.pass(Duration.ofMinutes(59));
        assertEquals(0, get(host.directory().cleanUp(Optional.empty())));
        host.pass(Duration.ofMinutes(2));
        host.create("new");
        assertEquals(2, get(host.directory().cleanUp(Optional.empty())));
        assertEquals(
                List.of("held", "withMessage", "withTask", "new"),
                ids(get(host.directory().list(10, 0))));

        host.core.configure(Settings.of(Map.of("cleanup.hours", 1)));
        assertEquals(2, get(host.directory().cleanUp(Optional.empty())), "withTask too: its task has failed");
        host.pass(Duration.ofSeconds(1));
        assertEquals(1, get(host.directory().cleanUp(Optional.of(Duration.ZERO))), "new");
        assertEquals(List.of("held"), ids(get(host.directory().list(10, 0))));
        host = host.restart();
        assertEquals(List.of("held"), ids(get(host.directory().list(10, 0))));
    }

    /** Also one of which nothing has been heard for as long, but which has not failed for that yet. */
    @Test
    void aSessionWithARunningTaskIsNotCleanedUp() {
        host.core.configure(Settings.of(Map.of("silent.minutes", 3_000)));
        host.create("s");
        get(host.tasks().start("s", "t", ""));
        host.pass(Duration.ofHours(30));
        assertEquals(0, get(host.directory().cleanUp(Optional.empty())));
        get(host.tasks().complete("s", "t", ""));
        host.pass(Duration.ofHours(25));
        assertEquals(1, get(host.directory().cleanUp(Optional.empty())));
    }

    @Test
    void whoComesMeanwhileIsNotCleanedUp() {
        host.create("s");
        host.pass(Duration.ofHours(25));
        Instant since = host.now().minus(Duration.ofHours(24));
        CompletionStage<Opened> opened =
                host.sessions.open(new OpenRequest("s", Session.ANONYMOUS, false, Duration.ofDays(1), end -> {}));
        assertEquals(false, get(host.figures.endIdle("s", since)));
        get(opened);
        assertEquals(Session.State.ACTIVE, overview("s").session().state());
        assertEquals(
                Reason.NOT_FOUND, refused(host.figures.endIdle("nobody", since)).reason());
    }

    /** What is younger than that cannot have been silent for so long. */
    @Test
    void cleanUpLooksAtOldSessionsOnly() {
        for (int i = 0; i < 1_500; i++) {
            get(host.sessions.open(new OpenRequest("old" + i, "anna", false, Duration.ofHours(100), end -> {})));
        }
        host.timers.advance(Duration.ofHours(25));
        for (int i = 0; i < 1_500; i++) {
            get(host.sessions.open(new OpenRequest("new" + i, "anna", false, Duration.ofHours(100), end -> {})));
        }
        host.settle();
        List<Integer> read = new ArrayList<>();
        SessionFigures counting = (SessionFigures) Proxy.newProxyInstance(
                SessionFigures.class.getClassLoader(),
                new Class<?>[] {SessionFigures.class},
                (proxy, method, given) -> {
                    assertFalse(method.getName().equals("all"), "looks at all sessions");
                    Object result = method.invoke(host.figures, given);
                    if (method.getName().equals("oldest")) {
                        read.add(((List<?>) result).size());
                    }
                    return result;
                });
        Instant since = Instant.ofEpochMilli(host.timers.now()).minus(Duration.ofHours(24));
        assertEquals(0, get(new CleanUp(counting, null).run(since)), "all are connected");
        assertEquals(List.of(1_000, 1_000), read, "500 of the new ones, since they are of one portion, and no more");
    }
}
