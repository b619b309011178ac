package io.parley.auth.file.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Where a new password comes from. */
@FunctionalInterface
interface PasswordInput {

    int LONGEST_BYTES = 1_024;

    /** @throws IOException in words: there is none, or it is not allowed */
    String read() throws IOException;

    /** One line of a stream, without its end. */
    static String line(InputStream in) throws IOException {
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
