package io.parley.router.content.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a rule's condition into words, texts, and signs. For one thread. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<text>'(?:[^']|'')*+')"
            + "|(?<sign>->|<=|>=|!=|[=<>(),])"
            + "|(?<word>-?[\\p{L}\\p{N}_](?:[^\\s'=<>!(),-]|-(?!>))*+))");

    private final String rule;
    private final Matcher matcher;
    private String current;
    private boolean isText;

    /** Stands at the first token. */
    Tokens(String rule) {
        this.rule = rule;
        matcher = TOKEN.matcher(rule);
        next();
    }

    /** The current token as it was written; empty at the end. */
    String current() {
        return current;
    }

    boolean isAtEnd() {
        return current.isEmpty();
    }

    /** The current token's content, if it is a text in quotation marks; otherwise null. */
    String text() {
        return isText ? current.substring(1, current.length() - 1).replace("''", "'") : null;
    }

    /** Whether the current token is that word or sign; goes on if it is. */
    boolean take(String wordOrSign) {
        if (!current.equals(wordOrSign)) {
            return false;
        }
        next();
        return true;
    }

    void next() {
        int from = current == null ? 0 : matcher.end();
        if (matcher.find(from) && matcher.start() == from) {
            current = matcher.group().trim();
            isText = matcher.group("text") != null;
        } else if (rule.substring(from).isBlank()) {
            current = "";
            isText = false;
        } else {
            throw new IllegalArgumentException(
                    "cannot read from '" + rule.substring(from).trim() + "' on");
        }
    }

    /** What stands behind the current token, unread. */
    String rest() {
        return rule.substring(matcher.end());
    }
}
