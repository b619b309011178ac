package io.parley.search.internal;

import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What messages say, as far as it is text. Whatever bytes come, something or nothing is made of them. */
final class Texts {

    private static final Set<String> TEXTS =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-ndjson");

    private Texts() {}

    /**
     * Empty for what is no text: another content type, an encoding or a character set that is not known, no payload; without a content type, bytes that are no
     * UTF-8.
     *
     * @param most bytes, of which the text is made; what is behind them is not looked at
     */
    static Optional<String> of(Message message, int most) {
        Payload payload = message.payload();
        if (payload.size() == 0
                || payload.streamed()
                || !message.contentEncodings().isEmpty()) {
            return Optional.empty();
        }
        boolean cut = payload.size() > most;
        ByteBuffer head = head(payload, most);
        String type = message.contentType().orElse("").toLowerCase(Locale.ROOT);
        if (type.isBlank()) {
            return plain(head, cut);
        }
        String media = type.split(";", 2)[0].strip();
        if (!isText(media)) {
            return Optional.empty();
        }
        return charset(type)
                .flatMap(set -> decoded(set, CodingErrorAction.REPLACE, head, cut))
                .map(text -> media.contains("json") ? unescaped(text) : text);
    }

    private static boolean isText(String media) {
        return media.startsWith("text/")
                || TEXTS.contains(media)
                || media.endsWith("+json")
                || media.endsWith("+xml")
                || media.endsWith("+yaml");
    }

    private static ByteBuffer head(Payload payload, int most) {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(payload.size(), most));
        for (ByteBuffer buffer : payload.buffers()) {
            if (!head.hasRemaining()) {
                break;
            }
            buffer.limit(buffer.position() + Math.min(buffer.remaining(), head.remaining()));
            head.put(buffer);
        }
        return head.flip();
    }

    /** A text of which nobody says that it is one. */
    private static Optional<String> plain(ByteBuffer bytes, boolean cut) {
        return decoded(StandardCharsets.UTF_8, CodingErrorAction.REPORT, bytes, cut)
                .filter(text -> text.chars().noneMatch(c -> c < ' ' && !Character.isWhitespace(c)))
                .map(text -> text.startsWith("{") || text.startsWith("[") ? unescaped(text) : text);
    }

    private static Optional<Charset> charset(String type) {
        for (String parameter : type.split(";")) {
            String[] parts = parameter.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals("charset")) {
                try {
                    return Optional.of(Charset.forName(parts[1].replace("\"", "")));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(StandardCharsets.UTF_8);
    }

    /** @param cut whether the bytes end within the text, so perhaps within a character, which is left out then */
    private static Optional<String> decoded(Charset set, CodingErrorAction wrong, ByteBuffer bytes, boolean cut) {
        CharsetDecoder decoder = set.newDecoder().onMalformedInput(wrong).onUnmappableCharacter(wrong);
        CharBuffer text = CharBuffer.allocate((int) Math.ceil(bytes.remaining() * (double) decoder.maxCharsPerByte()));
        try {
            CoderResult result = decoder.decode(bytes, text, !cut);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        return Optional.of(text.flip().toString());
    }

    /** JSON as people would read it: a word behind an escaped line break is a word. */
    private static String unescaped(String json) {
        if (json.indexOf('\\') < 0) {
            return json;
        }
        StringBuilder text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\' || i + 1 == json.length()) {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++i);
            int unit = escaped == 'u' ? unit(json, i + 1) : -1;
            if (unit >= 0) {
                text.append((char) unit);
                i += 4;
            } else {
                text.append("bfnrtu".indexOf(escaped) >= 0 ? ' ' : escaped);
            }
        }
        return text.toString();
    }

    /** The code unit that four hexadecimal digits name; below 0 when they are none. */
    private static int unit(String text, int at) {
        int unit = at + 4 <= text.length() ? 0 : -1;
        for (int i = at; unit >= 0 && i < at + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            unit = digit < 0 ? -1 : unit << 4 | digit;
        }
        return unit;
    }
}
