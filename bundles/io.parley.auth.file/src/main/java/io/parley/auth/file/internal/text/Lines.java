package io.parley.auth.file.internal.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file as words, line by line: separated by blanks; one with blanks in it stands in double quotes, within which {@code \"}
 * and {@code \\} stand for themselves. Empty lines and those that begin with {@code #} say nothing.
 */
public final class Lines {

    /**
     * One line that says something.
     *
     * @param number from 1
     */
    public record Line(int number, List<String> words) {

        /** What to throw when the line is wrong. */
        public LineException wrong(String message) {
            return new LineException(number, message);
        }
    }

    private Lines() {}

    /** @throws LineException for what is not UTF-8, control characters, and quotes that do not end */
    public static List<Line> read(byte[] content) throws LineException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (int from = 0; from < content.length; ) {
            int to = from;
            while (to < content.length && content[to] != '\n') {
                to++;
            }
            number++;
            List<String> words = words(number, decode(number, content, from, to));
            if (!words.isEmpty()) {
                lines.add(new Line(number, words));
            }
            from = to + 1;
        }
        return lines;
    }

    private static String decode(int number, byte[] content, int from, int to) throws LineException {
        int end = to > from && content[to - 1] == '\r' ? to - 1 : to;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, from, end - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new LineException(number, "this is not UTF-8");
        }
    }

    private static List<String> words(int number, String line) throws LineException {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (at == line.length() || words.isEmpty() && line.charAt(at) == '#') {
                return words;
            }
            StringBuilder word = new StringBuilder();
            at = line.charAt(at) == '"' ? quoted(number, line, at + 1, word) : plain(line, at, word);
            if (word.chars().anyMatch(Character::isISOControl)) {
                throw new LineException(number, "word " + (words.size() + 1) + " has a control character in it");
            }
            words.add(word.toString());
        }
    }

    private static int plain(String line, int from, StringBuilder word) {
        int at = from;
        while (at < line.length() && !isBlank(line.charAt(at))) {
            word.append(line.charAt(at++));
        }
        return at;
    }

    private static int quoted(int number, String line, int from, StringBuilder word) throws LineException {
        for (int at = from; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                if (at + 1 < line.length() && !isBlank(line.charAt(at + 1))) {
                    throw new LineException(number, "a blank has to follow the quotation mark at column " + (at + 1));
                }
                return at + 1;
            }
            if (c == '\\' && ++at < line.length()) {
                c = line.charAt(at);
            }
            word.append(c);
        }
        throw new LineException(number, "the quotation mark at column " + from + " has no second one");
    }

    /** The word as a file has to have it. */
    public static String quote(String word) {
        boolean plain = !word.isEmpty() && word.charAt(0) != '"' && word.charAt(0) != '#';
        return plain && word.chars().noneMatch(Lines::isBlank)
                ? word
                : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }
}
