package io.parley.session.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far somebody knows a session's state, as watchers keep it.
 *
 * @param created when that session was opened: another one of the same id has another state
 * @param revision the version of the whole state
 */
record StateToken(long created, long revision) {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,15})-([0-9a-f]{1,15})");

    /** Empty for what is no such token. */
    static Optional<StateToken> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new StateToken(Long.parseLong(parts.group(1), 16), Long.parseLong(parts.group(2), 16)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Long.toHexString(created) + "-" + Long.toHexString(revision);
    }
}
