package io.parley.shell.internal.terminal;

import java.io.IOException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Whoever sits at a terminal that JLine reads, which has what was typed there before anybody else. Needs JLine, which not every shell has. */
public final class JLinePerson {

    private JLinePerson() {}

    /**
     * Asks for a line.
     *
     * @param terminal of JLine
     * @throws IOException if there is no answer
     */
    public static String ask(Object terminal, String question) throws IOException {
        LineReader reader = LineReaderBuilder.builder()
                .terminal((Terminal) terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .variable(LineReader.DISABLE_COMPLETION, true)
                .build();
        try {
            return reader.readLine(question);
        } catch (UserInterruptException | EndOfFileException e) {
            throw new IOException("there is no answer", e);
        }
    }
}
