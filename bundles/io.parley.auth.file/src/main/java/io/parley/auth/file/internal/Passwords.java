package io.parley.auth.file.internal;

import io.parley.auth.file.internal.command.PasswordInput;
import io.parley.auth.file.internal.terminal.JLinePerson;
import java.io.Console;
import java.io.IOException;
import java.util.List;
import org.apache.felix.service.command.CommandSession;

/** Where whoever runs a command gives a password: at the terminal from which the command came, or else on its standard input. */
final class Passwords {

    /** Where Karaf's shell, and Gogo's with JLine, keep a session's terminal; a single command has none. */
    private static final String JLINE_TERMINAL = ".terminal";

    /** What the sessions have for which the terminal of this process is not the user's: those over the socket, and Karaf's. */
    private static final List<String> ELSEWHERE = List.of("parley.exec", ".session");

    private Passwords() {}

    static PasswordInput of(CommandSession session) {
        Object terminal = session.get(JLINE_TERMINAL);
        if (terminal != null) {
            return PasswordInput.of(new JLinePerson(terminal));
        }
        boolean here = ELSEWHERE.stream().allMatch(name -> session.get(name) == null);
        Console console = here ? System.console() : null;
        return console == null
                ? PasswordInput.of(session.getKeyboard())
                : PasswordInput.of(question -> ask(console, question));
    }

    private static String ask(Console console, String question) throws IOException {
        char[] answer = console.readPassword(question);
        if (answer == null) {
            throw new IOException("there is no password");
        }
        return new String(answer);
    }
}
