package io.parley.spi.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of characters (Unicode code points), of which some stand for any one character, or for any number. Matching takes time in
 * proportion to the lengths of text and pattern multiplied, at the most: each part between two gaps is looked for once, from the left.
 * Immutable, safe for all threads.
 */
public final class Pattern {

    private final Part first;
    private final Part[] middle;
    private final Part last;

    private Pattern(List<Part> parts) {
        first = parts.get(0);
        last = parts.size() == 1 ? null : parts.get(parts.size() - 1);
        middle = last == null ? new Part[0] : parts.subList(1, parts.size() - 1).toArray(Part[]::new);
    }

    /** Whether the whole text is as the pattern says. */
    public boolean matches(String text) {
        int from = first.from(text, 0);
        if (last == null) {
            return from == text.length();
        }
        int end = last.before(text, text.length());
        if (from < 0 || end < from) {
            return false;
        }
        for (Part part : middle) {
            from = part.behind(text, from);
            if (from < 0 || from > end) {
                return false;
            }
        }
        return true;
    }

    /** Builds a pattern from its beginning to its end. For one thread. */
    public static final class Builder {

        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private List<Integer> open = new ArrayList<>();

        /** That character, or half of one: a surrogate may be given by itself when its other half follows. */
        public Builder literal(char character) {
            part.append(character);
            return this;
        }

        /** Any one character. */
        public Builder one() {
            open.add(part.length());
            part.append('?');
            return this;
        }

        /** Any number of any characters. */
        public Builder any() {
            end();
            return this;
        }

        private void end() {
            parts.add(Part.of(part.toString(), open));
            part.setLength(0);
            open = new ArrayList<>();
        }

        /** The pattern. The builder is not to be used again. */
        public Pattern build() {
            end();
            return new Pattern(parts);
        }
    }

    /**
     * What has no gap.
     *
     * @param text its characters
     * @param open which characters of it may be any; null when none may
     */
    private record Part(String text, int[] characters) {

        private static final int ANY = -1;

        static Part of(String text, List<Integer> open) {
            if (open.isEmpty()) {
                return new Part(text, null);
            }
            int[] characters = new int[text.codePointCount(0, text.length())];
            for (int i = 0, at = 0; at < text.length(); i++) {
                characters[i] = open.contains(at) ? ANY : text.codePointAt(at);
                at = text.offsetByCodePoints(at, 1);
            }
            return new Part(text, characters);
        }

        /** Where the part ends that begins there; -1 when it is not there. */
        int from(String where, int begin) {
            if (characters == null) {
                return where.startsWith(text, begin) ? begin + text.length() : -1;
            }
            int at = begin;
            for (int character : characters) {
                if (at >= where.length()) {
                    return -1;
                }
                int found = where.codePointAt(at);
                if (character != ANY && character != found) {
                    return -1;
                }
                at += Character.charCount(found);
            }
            return at;
        }

        /** Where the part begins that ends there; -1 when it is not there. */
        int before(String where, int end) {
            if (characters == null) {
                int begin = end - text.length();
                return begin >= 0 && where.startsWith(text, begin) ? begin : -1;
            }
            int at = end;
            for (int i = characters.length - 1; i >= 0; i--) {
                if (at <= 0) {
                    return -1;
                }
                int found = where.codePointBefore(at);
                if (characters[i] != ANY && characters[i] != found) {
                    return -1;
                }
                at -= Character.charCount(found);
            }
            return at;
        }

        /** Where the first such part ends that begins there or later; -1 when there is none. */
        int behind(String where, int begin) {
            if (characters == null) {
                int found = where.indexOf(text, begin);
                return found < 0 ? -1 : found + text.length();
            }
            for (int at = begin; at <= where.length(); at++) {
                boolean half = at > 0
                        && at < where.length()
                        && Character.isLowSurrogate(where.charAt(at))
                        && Character.isHighSurrogate(where.charAt(at - 1));
                int end = half ? -1 : from(where, at);
                if (end >= 0) {
                    return end;
                }
            }
            return -1;
        }
    }
}
