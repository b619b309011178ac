package io.parley.task.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.task.Task;
import io.parley.api.task.Task.State;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a message to a session says of one of its tasks.
 *
 * @param task its id
 * @param state the word for what it is from now on
 * @param outcome of a task that is over, as the message's text has it
 */
record TaskReport(String task, String state, String outcome) {

    static final String TASK = "parley-task";
    static final String STATE = "parley-task-state";

    /** Of a longer message nothing is taken for the outcome. */
    private static final int MOST_BYTES = 4 * Task.MAX_TEXT;

    /** Empty for a message that is about something else. */
    static Optional<TaskReport> of(Message message) {
        Optional<String> task = message.headers().first(TASK);
        return task.isEmpty()
                ? Optional.empty()
                : message.headers().first(STATE).map(state -> new TaskReport(task.get(), state, outcome(message)));
    }

    private static String outcome(Message message) {
        if (message.payload().size() > MOST_BYTES) {
            return "";
        }
        String text = new String(message.payload().toBytes(), StandardCharsets.UTF_8);
        int end = Math.min(text.length(), Task.MAX_TEXT);
        boolean halved = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, halved ? end - 1 : end);
    }

    /** Takes it up, behind what was said of that session's tasks before. What cannot be done is logged: there is nobody to be told. */
    void apply(Tasks to, String session) {
        Optional<State> wanted = Arrays.stream(State.values())
                .filter(one -> one.name().equals(state.toUpperCase(Locale.ROOT)))
                .findFirst();
        if (wanted.isEmpty()) {
            log(session, "it is running, idle, completed or failed, not '" + Printable.of(state) + "'");
            return;
        }
        CompletionStage<Task> change = switch (wanted.get()) {
            case RUNNING -> to.active(session, task);
            case IDLE -> to.idle(session, task);
            case COMPLETED -> to.complete(session, task, outcome);
            case FAILED -> to.fail(session, task, outcome);
        };
        change.whenComplete((done, failure) -> {
            if (failure != null) {
                log(session, RefusedException.of(failure).getMessage());
            }
        });
    }

    private void log(String session, String why) {
        Loggers.session(session)
                .info(
                        "A message to session '{}' says something of task '{}' that is not taken up: {}",
                        Printable.of(session),
                        Printable.of(task),
                        why);
    }
}
