package io.parley.task.internal;

import static io.parley.task.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.task.Task;
import io.parley.api.task.Task.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskTest {

    private Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    private void restart() {
        host = host.restart();
    }

    private void checkpointAndRestart() {
        host.settle();
        host.engine.checkpoint();
        restart();
    }

    private static Reason refused(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private List<Task> tasks(String session) {
        return get(host.tasks().tasks(session));
    }

    private List<String> states(String session) {
        return tasks(session).stream()
                .map(task -> task.id() + " " + task.state())
                .toList();
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    @Test
    void aTaskRunsWaitsAndEnds() {
        host.create("s");
        Instant started = host.now();
        assertEquals(
                State.RUNNING, get(host.tasks().start("s", "t", "Read all")).state());
        host.pass(minutes(1));
        assertEquals(State.IDLE, get(host.tasks().idle("s", "t")).state());
        host.pass(minutes(1));
        assertEquals(State.RUNNING, get(host.tasks().active("s", "t")).state());
        host.pass(minutes(1));
        Instant ended = host.now();
        get(host.tasks().complete("s", "t", "12 pages"));
        assertEquals(List.of(new Task("s", "t", "Read all", State.COMPLETED, started, ended, "12 pages")), tasks("s"));

        assertEquals(Reason.CONFLICT, refused(host.tasks().active("s", "t")));
        assertEquals(Reason.CONFLICT, refused(host.tasks().fail("s", "t", "late")));
        assertEquals(State.RUNNING, get(host.tasks().start("s", "t", "Again")).state());
        assertEquals(Reason.CONFLICT, refused(host.tasks().start("s", "t", "Again")), "it is not over");
        assertEquals(State.FAILED, get(host.tasks().fail("s", "t", "no paper")).state());
    }

    private void says(String session, String task, String state, String text) {
        host.message(Message.to(Address.session(session))
                .header("parley-task", task)
                .header("parley-task-state", state)
                .payload(text)
                .build());
    }

    private void await(String session, String... states) {
        while (!states(session).equals(List.of(states))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theLastMessageOfATaskEndsIt() {
        host.create("s");
        get(host.tasks().start("s", "a", ""));
        get(host.tasks().start("s", "b", ""));
        host.message(Message.to(Address.session("s")).payload("still at it").build());
        says("s", "a", "idle", "waits for paper");
        await("s", "a IDLE", "b RUNNING");
        says("s", "a", "running", "");
        says("s", "b", "failed", "no paper");
        says("s", "a", "completed", "12 pages");
        await("s", "a COMPLETED", "b FAILED");
        assertEquals(
                List.of("12 pages", "no paper"),
                tasks("s").stream().map(Task::outcome).toList());
        restart();
        assertEquals(List.of("a COMPLETED", "b FAILED"), states("s"));
    }

    @Test
    void aMessageThatSaysNothingSensibleOfATaskIsAMessageLikeAnyOther() {
        host.create("s");
        get(host.tasks().start("s", "a", ""));
        says("s", "a", "ready", "x");
        says("s", "b", "completed", "x");
        says("s", "", "completed", "x");
        host.message(Message.to(Address.session("s")).header("parley-task", "a").build());
        says("s", "a", "COMPLETED", "\ud83d\ude00".repeat(Task.MAX_TEXT) + "x");
        await("s", "a COMPLETED");
        assertEquals("", tasks("s").get(0).outcome(), "of a long message nothing is taken");
        get(host.tasks().start("s", "a", ""));
        says("s", "a", "completed", "y" + "\ud83d\ude00".repeat(Task.MAX_TEXT / 2));
        await("s", "a COMPLETED");
        assertEquals(
                "y" + "\ud83d\ude00".repeat(Task.MAX_TEXT / 2 - 1),
                tasks("s").get(0).outcome());
        says("s", "a", "running", "too late");
        assertEquals(List.of("a COMPLETED"), states("s"));
        assertEquals(7, get(host.directory().list(10, 0)).sessions().get(0).messages());
    }

    @Test
    void whatIsNotThereOrNotAllowedIsRefused() {
        host.create("s");
        assertEquals(Reason.NOT_FOUND, refused(host.tasks().start("nobody", "t", "")));
        assertEquals(Reason.NOT_FOUND, refused(host.tasks().tasks("nobody")));
        assertEquals(Reason.NOT_FOUND, refused(host.tasks().active("s", "t")));
        assertEquals(Reason.NOT_FOUND, refused(host.tasks().complete("nobody", "t", "")));
        assertEquals(Reason.INVALID, refused(host.tasks().start("s", "", "")));
        assertEquals(Reason.INVALID, refused(host.tasks().start("s", "t", "x".repeat(Task.MAX_TEXT + 1))));
        assertEquals(List.of(), tasks("s"));
    }

    @Test
    void aTaskThatIsSilentFailsAndOneThatIsNotGoesOn() {
        host.create("s");
        Instant started = host.now();
        get(host.tasks().start("s", "silent", ""));
        get(host.tasks().start("s", "waiting", ""));
        get(host.tasks().idle("s", "waiting"));
        get(host.tasks().start("s", "working", ""));
        host.pass(minutes(29));
        get(host.tasks().active("s", "working"));
        assertEquals(List.of("silent RUNNING", "waiting IDLE", "working RUNNING"), states("s"));

        host.pass(minutes(1));
        assertEquals(List.of("silent FAILED", "waiting IDLE", "working RUNNING"), states("s"));
        Task failed = tasks("s").get(0);
        assertEquals("silent for 30 minutes", failed.outcome());
        assertEquals(started, failed.lastActivity(), "that it failed is no activity of it");

        host.pass(minutes(28));
        assertEquals(State.RUNNING, tasks("s").get(2).state());
        host.pass(minutes(1));
        assertEquals(List.of("silent FAILED", "waiting IDLE", "working FAILED"), states("s"));
        restart();
        assertEquals(List.of("silent FAILED", "waiting IDLE", "working FAILED"), states("s"));
    }

    @Test
    void howLongSilenceMayLastIsChangedAtOnce() {
        host.create("s");
        get(host.tasks().start("s", "t", ""));
        host.pass(minutes(6));
        assertEquals(List.of("t RUNNING"), states("s"));
        host.core.configure(Settings.of(Map.of("silent.minutes", "5")));
        host.settle();
        assertEquals(List.of("t FAILED"), states("s"));

        host.core.configure(Settings.of(Map.of("silent.minutes", "100")));
        get(host.tasks().start("s", "u", ""));
        host.pass(minutes(99));
        assertEquals(List.of("t FAILED", "u RUNNING"), states("s"));
        host.pass(minutes(1));
        assertEquals(List.of("t FAILED", "u FAILED"), states("s"));
        String wrong = assertThrows(IllegalArgumentException.class, () -> Settings.of(Map.of("silent.minutes", "soon")))
                .getMessage();
        assertEquals("io.parley.task: silent.minutes is a whole number from 1 to 100000, not 'soon'", wrong);
    }

    /** From the journal, and from the view. */
    @Test
    void tasksAreRestoredAfterARestart() {
        host.create("s");
        get(host.tasks().start("s", "running", "A"));
        get(host.tasks().start("s", "done", "B"));
        get(host.tasks().complete("s", "done", "well"));
        List<Task> before = tasks("s");
        restart();
        assertEquals(before, tasks("s"));
        checkpointAndRestart();
        assertEquals(before, tasks("s"));
        assertEquals(Reason.CONFLICT, refused(host.tasks().active("s", "done")));
        get(host.tasks().complete("s", "running", ""));
        restart();
        assertEquals(List.of("done COMPLETED", "running COMPLETED"), states("s"));
    }

    @Test
    void timeInWhichParleyDidNotRunIsNoSilence() {
        host.create("s");
        get(host.tasks().start("s", "t", ""));
        host.settle();
        host.close();
        host.timers.advance(minutes(60));
        restart();
        host.pass(minutes(29));
        assertEquals(List.of("t RUNNING"), states("s"));
        host.pass(minutes(1));
        assertEquals(List.of("t FAILED"), states("s"));
    }

    @Test
    void tasksEndWithTheirSession() {
        host.create("closed");
        host.create("anew");
        get(host.tasks().start("closed", "t", ""));
        get(host.tasks().start("anew", "t", ""));
        get(host.sessions.close("closed"));
        host.open("anew", true);
        host.settle();
        assertEquals(Reason.NOT_FOUND, refused(host.tasks().tasks("closed")));
        assertEquals(List.of(), tasks("anew"));
        assertEquals(0, host.core.metrics().get(0).total());
        host.create("closed");
        assertEquals(List.of(), tasks("closed"), "a new session of that id");

        checkpointAndRestart();
        assertEquals(List.of(), tasks("closed"));
        assertEquals(List.of(), tasks("anew"));
        assertEquals(State.RUNNING, get(host.tasks().start("closed", "t", "")).state());
    }

    @Test
    void aTaskThatCannotBeReadKeepsNoOtherFromBeingRestored() {
        host.create("s");
        get(host.tasks().start("s", "good", ""));
        for (String broken : List.of("", "\u0001", "\u0009\u0001\u0001")) {
            get(host.sessions.putState(
                    "s", TaskRow.key("broken" + broken.length()), Payload.utf8(broken), OptionalLong.empty()));
        }
        restart();
        assertEquals(List.of("good RUNNING"), states("s"));
    }

    @Test
    void whatIsOverMakesRoomAndWhatIsNotDoesNot() {
        host.core.configure(Settings.of(Map.of("tasks.max", 3)));
        host.create("s");
        for (String id : List.of("a", "b", "c")) {
            get(host.tasks().start("s", id, ""));
            host.pass(minutes(1));
        }
        assertEquals(Reason.LIMIT, refused(host.tasks().start("s", "d", "")));
        get(host.tasks().complete("s", "b", ""));
        host.pass(minutes(1));
        get(host.tasks().complete("s", "a", ""));
        get(host.tasks().start("s", "d", ""));
        assertEquals(List.of("a COMPLETED", "c RUNNING", "d RUNNING"), states("s"));
        host.pass(minutes(1));
        get(host.tasks().start("s", "a", ""));
        assertEquals(Reason.LIMIT, refused(host.tasks().start("s", "e", "")));
        restart();
        assertEquals(List.of("c RUNNING", "d RUNNING", "a RUNNING"), states("s"));
    }

    @Test
    void manyChangesAtOnceFollowOneAnother() {
        host.create("s");
        get(host.tasks().start("s", "t", ""));
        List<CompletionStage<Task>> changes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            changes.add(i % 2 == 0 ? host.tasks().idle("s", "t") : host.tasks().active("s", "t"));
        }
        changes.add(host.tasks().complete("s", "t", "done"));
        for (CompletionStage<Task> change : changes) {
            get(change);
        }
        assertEquals(List.of("t COMPLETED"), states("s"));
    }

    /** Agents may report as often as they like; what is stored is never behind by more than seconds. */
    @Test
    void activityIsStoredNowAndThen() {
        host.create("s");
        get(host.tasks().start("s", "t", ""));
        host.settle();
        long before = get(host.sessions.stateVersions("s")).version();
        for (int i = 0; i < 60; i++) {
            host.pass(Duration.ofSeconds(1));
            get(host.tasks().active("s", "t"));
        }
        assertEquals(host.now(), tasks("s").get(0).lastActivity());
        assertEquals(before + 6, get(host.sessions.stateVersions("s")).version());
        Instant known = tasks("s").get(0).lastActivity();
        restart();
        Instant stored = tasks("s").get(0).lastActivity();
        assertTrue(!stored.isBefore(known.minus(Tasks.STORED_EACH)), known + " and " + stored);
    }
}
