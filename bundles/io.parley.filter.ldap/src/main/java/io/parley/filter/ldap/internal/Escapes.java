package io.parley.filter.ldap.internal;

import io.parley.spi.expression.Syntax;
import io.parley.spi.plugin.PluginException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that are written as two hexadecimal digits behind a backslash (RFC 4515 section 3). */
final class Escapes {

    private static final int WIDTH = 3;

    private Escapes() {}

    static boolean isByte(String text, int at) {
        return at + WIDTH <= text.length()
                && text.charAt(at) == '\\'
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }

    /**
     * Reads all bytes that follow one another there: together they are characters in UTF-8.
     *
     * @return where they end
     */
    static int bytes(String text, int begin, StringBuilder into) throws PluginException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = begin;
        for (; isByte(text, at); at += WIDTH) {
            bytes.write(Character.digit(text.charAt(at + 1), 16) << 4 | Character.digit(text.charAt(at + 2), 16));
        }
        try {
            into.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
        } catch (CharacterCodingException e) {
            throw Syntax.wrong(begin + 1, "expected bytes of UTF-8, found " + text.substring(begin, at));
        }
        return at;
    }
}
