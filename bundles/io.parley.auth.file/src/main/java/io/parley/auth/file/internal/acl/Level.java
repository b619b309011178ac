package io.parley.auth.file.internal.acl;

/** One level of an address pattern. */
sealed interface Level {

    /** Exactly this text, once {@code %c} and {@code %u} are replaced; what replaces them is text, whatever it contains. */
    record Text(String template, boolean literal) implements Level {

        boolean is(String level, String principal, String clientId) {
            if (literal) {
                return template.equals(level);
            }
            int at = 0;
            for (int i = 0; i < template.length(); i++) {
                char c = template.charAt(i);
                if (c != '%') {
                    if (at == level.length() || level.charAt(at++) != c) {
                        return false;
                    }
                    continue;
                }
                char what = template.charAt(++i);
                String text = what == 'u' ? principal : what == 'c' ? clientId : "%";
                if (text.isEmpty() || !level.startsWith(text, at)) {
                    return false;
                }
                at += text.length();
            }
            return at == level.length();
        }
    }

    /** {@code +}: one level, whatever it is. */
    record Single() implements Level {}

    /** {@code #}: this level and all below it, and the one above. */
    record Multi() implements Level {}

    /** @throws IllegalArgumentException for a wildcard that is not alone, or a {@code %} that means nothing */
    static Level parse(String text) {
        if (text.equals("+")) {
            return new Single();
        }
        if (text.equals("#")) {
            return new Multi();
        }
        if (text.indexOf('+') >= 0 || text.indexOf('#') >= 0) {
            throw new IllegalArgumentException("+ and # stand alone between slashes, not as in '" + text + "'");
        }
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 2)) {
            if (i + 1 == text.length() || "cu%".indexOf(text.charAt(i + 1)) < 0) {
                throw new IllegalArgumentException(
                        "behind % there is c (client id), u (user) or % (a percent sign), unlike in '" + text + "'");
            }
        }
        return new Text(text, text.indexOf('%') < 0);
    }
}
