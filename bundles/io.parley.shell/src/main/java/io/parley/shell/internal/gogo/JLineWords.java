package io.parley.shell.internal.gogo;

import io.parley.shell.internal.NextWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.ParsedLine;

/** What JLine has to know to complete commands. Needs JLine, which not every shell has. */
final class JLineWords {

    private static final String SCOPE = "parley:";

    /** All commands of a session, each with its scope. */
    private static final String COMMANDS = ".commands";

    /** The line that is being completed. */
    private static final String LINE = ".commandLine";

    /** The function, one of each session's variables, that JLine asks for words. */
    private static final String WORDS = "parley-words";

    private JLineWords() {}

    /** Adds the commands that are not among the completions. */
    @SuppressWarnings("unchecked") // The shell's own type of them.
    static void add(CommandSession session, Map<?, ?> completions, NextWords words) {
        Map<String, List<CompletionData>> known = (Map<String, List<CompletionData>>) completions;
        for (String command : (Set<String>) session.get(COMMANDS)) {
            if (command.startsWith(SCOPE) && !known.containsKey(command)) {
                session.put(WORDS, (Function) (asking, arguments) -> next(asking, arguments, words));
                known.put(command, completions(command.substring(SCOPE.length()), words));
            }
        }
    }

    private static List<CompletionData> completions(String command, NextWords words) {
        List<CompletionData> all = new ArrayList<>();
        for (String option : words.of(command, List.of(), "-")) {
            all.add(new CompletionData(List.of(option), null, null, null));
        }
        all.add(new CompletionData(null, null, WORDS + " " + command, null));
        return all;
    }

    private static List<String> next(CommandSession session, List<Object> arguments, NextWords words) {
        ParsedLine line = (ParsedLine) session.get(LINE);
        List<String> before = line.words().subList(1, line.wordIndex());
        return words.of(String.valueOf(arguments.get(0)), before, line.word().substring(0, line.wordCursor()));
    }
}
