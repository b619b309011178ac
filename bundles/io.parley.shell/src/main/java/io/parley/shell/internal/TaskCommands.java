package io.parley.shell.internal;

import io.parley.api.task.Task;
import io.parley.api.task.TaskService;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:task} and {@code parley:tasks}. */
@Component(
        service = TaskCommands.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=task", "osgi.command.function=tasks"})
public final class TaskCommands {

    private static final int WORDS = 3;

    private final TaskService tasks;

    @Activate
    public TaskCommands(@Reference TaskService tasks) {
        this.tasks = tasks;
    }

    @Descriptor("begins, goes on with or ends a task of a session")
    public String task(
            @Descriptor(
                            "start SESSION TASK [TITLE], active SESSION TASK, idle SESSION TASK, complete SESSION TASK [OUTCOME]"
                                    + " or fail SESSION TASK [OUTCOME]")
                    String[] words) {
        if (words.length < WORDS) {
            throw new IllegalArgumentException(
                    "start, active, idle, complete or fail, a session and a task are needed");
        }
        String text = String.join(" ", Arrays.asList(words).subList(WORDS, words.length));
        return words(Results.of(change(words[0], words[1], words[2], text)));
    }

    private CompletionStage<Task> change(String what, String session, String id, String text) {
        return switch (what) {
            case "start" -> tasks.start(session, id, text);
            case "active" -> tasks.active(session, id);
            case "idle" -> tasks.idle(session, id);
            case "complete" -> tasks.complete(session, id, text);
            case "fail" -> tasks.fail(session, id, text);
            default ->
                throw new IllegalArgumentException("'" + what + "' is none of start, active, idle, complete and fail");
        };
    }

    @Descriptor("shows the tasks of a session, in the order in which they were begun")
    public String tasks(@Descriptor("the session's id") String session) {
        Table table = new Table("ID", "STATE", "STARTED", "LAST ACTIVITY", "TITLE", "OUTCOME");
        Results.of(tasks.tasks(session))
                .forEach(task -> table.row(
                        task.id(), state(task), task.started(), task.lastActivity(), task.title(), task.outcome()));
        return table.toString();
    }

    /** On one line. */
    static String words(Task task) {
        String outcome = task.outcome().isEmpty() ? "" : ": " + task.outcome();
        return state(task) + " since " + task.lastActivity() + outcome;
    }

    private static String state(Task task) {
        return task.state().name().toLowerCase(Locale.ROOT);
    }
}
