package io.parley.filter.cesql.internal;

import static io.parley.filter.cesql.internal.CesqlRules.RULES;

/** What functions do with texts. Characters are those of Unicode, some of which are two of Java's. */
final class Texts {

    private Texts() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Null when that would be too long. */
    static String join(String delimiter, Object[] values, int from) {
        StringBuilder all = new StringBuilder();
        for (int i = from; i < values.length; i++) {
            all.append(i == from ? "" : delimiter).append(RULES.text(values[i]));
            if (all.length() > Function.LONGEST) {
                return null;
            }
        }
        return all.toString();
    }

    static String left(String text, int count) {
        return count < 0 ? null : text.substring(0, behind(text, 0, count));
    }

    static String right(String text, int count) {
        return count < 0 ? null : text.substring(behind(text, 0, Math.max(0, length(text) - count)));
    }

    /** @param begin from 1, or from the end when it is negative; 0 for nothing at all */
    static String part(String text, int begin, int count) {
        int length = length(text);
        if (begin > length || begin < -length || count < 0) {
            return null;
        }
        if (begin == 0) {
            return "";
        }
        int from = behind(text, 0, begin > 0 ? begin - 1 : length + begin);
        return text.substring(from, behind(text, from, count));
    }

    private static int behind(String text, int from, int characters) {
        int left = text.codePointCount(from, text.length());
        return characters >= left ? text.length() : text.offsetByCodePoints(from, characters);
    }

    static String trimmed(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isWhiteSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    /** Unicode's property White_Space, which is not quite what Java calls so. */
    private static boolean isWhiteSpace(char c) {
        return c >= '\t' && c <= '\r' || c == '\u0085' || Character.isSpaceChar(c);
    }
}
