package io.parley.auth.file.internal.terminal;

import io.parley.auth.file.internal.command.PasswordInput;
import java.io.IOException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Whoever sits at a terminal that JLine reads, which has what was typed there before anybody else. Needs JLine, which not every shell has. */
public final class JLinePerson implements PasswordInput.Person {

    /** For a line of which nothing is shown. */
    private static final char NOTHING = 0;

    private final LineReader reader;

    /** @param terminal of JLine */
    public JLinePerson(Object terminal) {
        reader = LineReaderBuilder.builder()
                .terminal((Terminal) terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .variable(LineReader.DISABLE_COMPLETION, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    @Override
    public String ask(String question) throws IOException {
        try {
            return reader.readLine(question, NOTHING);
        } catch (UserInterruptException | EndOfFileException e) {
            throw new IOException("there is no password; nothing has changed", e);
        }
    }
}
