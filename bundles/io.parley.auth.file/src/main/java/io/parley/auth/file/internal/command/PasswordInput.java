package io.parley.auth.file.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Where a new password comes from. */
@FunctionalInterface
public interface PasswordInput {

    /** The longest password that is read from a stream. */
    int LONGEST_BYTES = 1_024;

    /** @throws IOException in words: there is none, or it is not allowed */
    String read() throws IOException;

    /** A person at a terminal. */
    @FunctionalInterface
    interface Person {

        /**
         * Asks for a line, and does not show what is typed.
         *
         * @throws IOException in words: there is no answer
         */
        String ask(String question) throws IOException;
    }

    /** Asks a person, twice. */
    static PasswordInput of(Person person) {
        return () -> {
            String first = person.ask("Password: ");
            if (!person.ask("Once more: ").equals(first)) {
                throw new IOException("these are two different passwords; nothing has changed");
            }
            return first;
        };
    }

    /** One line of a stream, without its end. */
    static PasswordInput of(InputStream in) {
        return () -> line(in);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (bytes.size() == LONGEST_BYTES) {
                throw new IOException("a password has " + LONGEST_BYTES + " bytes at the most");
            }
            bytes.write(b);
        }
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        } catch (CharacterCodingException e) {
            throw new IOException("a password is UTF-8", e);
        }
    }
}
