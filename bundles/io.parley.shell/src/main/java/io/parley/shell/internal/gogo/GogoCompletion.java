package io.parley.shell.internal.gogo;

import io.parley.shell.internal.CommandWords;
import io.parley.shell.internal.NextWords;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets Gogo's shell with JLine complete the commands of scope {@code parley}. Each of its sessions has its own list of what completes
 * what; before a command is run, that list gets what is new.
 */
@Component(service = CommandSessionListener.class)
public final class GogoCompletion implements CommandSessionListener {

    /** Where such a session keeps its list. */
    private static final String COMPLETIONS = ".completions";

    /** Such a session itself. Karaf, which completes in a way of its own, has something else there. */
    private static final String SESSION = ".session";

    private final NextWords words;

    /** @param words are not asked for before a session can use them: this is there from the start */
    @Activate
    public GogoCompletion(@Reference ComponentServiceObjects<CommandWords> words) {
        this((command, before, begun) -> {
            CommandWords service = words.getService();
            try {
                return service.of(command, before, begun);
            } finally {
                words.ungetService(service);
            }
        });
    }

    GogoCompletion(NextWords words) {
        this.words = words;
    }

    @Override
    public void beforeExecute(CommandSession session, CharSequence command) {
        if (session.get(SESSION) == session && session.get(COMPLETIONS) instanceof Map<?, ?> completions) {
            JLineWords.add(session, completions, words);
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence command, Exception exception) {
        // Only what comes before matters.
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence command, Object result) {
        // Only what comes before matters.
    }
}
