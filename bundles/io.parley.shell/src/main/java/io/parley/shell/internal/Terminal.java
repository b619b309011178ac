package io.parley.shell.internal;

import io.parley.api.message.Payload;
import io.parley.shell.internal.terminal.JLinePerson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandSession;

/** What a command reads from, and shows to, the person or script that runs it. */
final class Terminal {

    /** The largest payload that is taken from standard input. */
    private static final int LARGEST_INPUT = 1 << 20;

    private static final int LONGEST_ANSWER = 100;

    /** What a command has that came over the socket. */
    private static final String EXEC = "parley.exec";

    /** What Karaf gives each session. */
    private static final String KARAF = ".session";

    /** Where Karaf's shell, and Gogo's with JLine, keep a session's terminal; a single command has none. */
    private static final String JLINE_TERMINAL = ".terminal";

    private Terminal() {}

    /** Whether a person is there who can be asked; {@code --exec} has nobody, nor has a single command over SSH. */
    static boolean isInteractive(CommandSession session) {
        boolean alone = session.get(EXEC) != null || session.get(KARAF) != null;
        return !alone || session.get(JLINE_TERMINAL) != null;
    }

    /** The answer to a question. */
    static String ask(CommandSession session, String question) throws IOException {
        Object terminal = session.get(JLINE_TERMINAL);
        return (terminal == null ? askAtStreams(session, question) : JLinePerson.ask(terminal, question)).strip();
    }

    private static String askAtStreams(CommandSession session, String question) throws IOException {
        session.getConsole().print(question);
        session.getConsole().flush();
        InputStream in = session.getKeyboard();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n' && b != '\r' && answer.size() < LONGEST_ANSWER; b = in.read()) {
            answer.write(b);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** All of standard input. */
    static byte[] input(CommandSession session) throws IOException {
        byte[] input = session.getKeyboard().readNBytes(LARGEST_INPUT + 1);
        if (input.length > LARGEST_INPUT) {
            throw new IllegalArgumentException("the input is larger than " + LARGEST_INPUT + " bytes");
        }
        return input;
    }

    /** The beginning of a payload, if it is text. What clients send must not move the cursor or colour the terminal. */
    static String text(Payload payload, int most) {
        // A character takes four bytes at the most; one more that is cut in two would make a text look like none.
        if (payload.size() > 4L * most) {
            return "(" + payload.size() + " bytes)";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload.toBytes()))
                    .toString()
                    .replaceAll("\\p{Cntrl}", "?");
            return text.length() > most ? text.substring(0, most) + "…" : text;
        } catch (CharacterCodingException e) {
            return "(" + payload.size() + " bytes)";
        }
    }
}
