package io.parley.filter.selector.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern in which {@code _} stands for one character and {@code %} for any number. Matching takes time in proportion to the
 * lengths of text and pattern multiplied, at the most: each part between two {@code %} is looked for once, from the left.
 */
final class LikePattern {

    private static final char ANY = '\0';

    private final List<char[]> parts = new ArrayList<>();

    /** @param escape makes the character behind it stand for itself; null for none */
    LikePattern(String pattern, Character escape) {
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (escape != null && c == escape) {
                if (++i == pattern.length()) {
                    throw new IllegalArgumentException("the pattern ends with its escape character");
                }
                part.append(pattern.charAt(i));
            } else if (c == '%') {
                parts.add(part.toString().toCharArray());
                part.setLength(0);
            } else {
                part.append(c == '_' ? ANY : c);
            }
        }
        parts.add(part.toString().toCharArray());
    }

    boolean matches(String text) {
        char[] first = parts.get(0);
        char[] last = parts.get(parts.size() - 1);
        if (parts.size() == 1) {
            return text.length() == first.length && at(text, 0, first);
        }
        int end = text.length() - last.length;
        if (end < first.length || !at(text, 0, first) || !at(text, end, last)) {
            return false;
        }
        int from = first.length;
        for (char[] part : parts.subList(1, parts.size() - 1)) {
            int found = find(text, from, end - part.length, part);
            if (found < 0) {
                return false;
            }
            from = found + part.length;
        }
        return true;
    }

    private static int find(String text, int from, int to, char[] part) {
        for (int begin = from; begin <= to; begin++) {
            if (at(text, begin, part)) {
                return begin;
            }
        }
        return -1;
    }

    private static boolean at(String text, int begin, char[] part) {
        if (begin + part.length > text.length()) {
            return false;
        }
        for (int i = 0; i < part.length; i++) {
            if (part[i] != ANY && part[i] != text.charAt(begin + i)) {
                return false;
            }
        }
        return true;
    }
}
