package io.parley.protocol.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.spi.protocol.ConnectRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one session among all that ever have its id: by when it was made. It may say how far its inbox was as well.
 *
 * @param created to the millisecond
 * @param position one more than the last sequence that the client has got, or 0 where it says nothing of that
 */
record ResumeToken(Instant created, long position) {

    private static final String VERSION = "1.";
    private static final int RADIX = 36;
    private static final Pattern FORM = Pattern.compile("1\\.(-?[0-9a-zA-Z]+)(?:\\.([0-9]+))?");

    static ResumeToken of(Session session, long position) {
        return new ResumeToken(Instant.ofEpochMilli(session.created().toEpochMilli()), position);
    }

    private boolean names(Session session) {
        return session.created().toEpochMilli() == created.toEpochMilli();
    }

    /** @throws RefusedException INVALID when it is none */
    static ResumeToken parse(String text) {
        try {
            Matcher parts = FORM.matcher(text);
            if (parts.matches()) {
                long position = parts.group(2) == null ? 0 : Long.parseLong(parts.group(2));
                return new ResumeToken(Instant.ofEpochMilli(Long.parseLong(parts.group(1), RADIX)), position);
            }
        } catch (NumberFormatException | DateTimeException e) {
            // Said below.
        }
        throw new RefusedException(Reason.INVALID, "This is no resume token of this server's");
    }

    /**
     * Before the session is opened: nothing has changed when it is another one, or another's.
     *
     * @throws RefusedException INVALID, NOT_ALLOWED or NOT_FOUND
     */
    static void check(ConnectRequest request, SessionService sessions, String id, String principal) {
        if (request.resume().isEmpty()) {
            return;
        }
        if (request.clean()) {
            throw new RefusedException(
                    Reason.INVALID, "A client that begins anew has no resume token; this one of '" + id + "' has both");
        }
        ResumeToken token = parse(request.resume().get());
        Optional<Session> found = sessions.find(id);
        if (found.isEmpty()) {
            Optional<String> elsewhere = sessions.movedTo(id);
            throw elsewhere.isEmpty()
                    ? gone(id)
                    : RefusedException.moved("Session '" + id + "' has moved", elsewhere.get());
        }
        if (!found.get().principal().equals(principal)) {
            throw new RefusedException(Reason.NOT_ALLOWED, "Session '" + id + "' belongs to somebody else");
        }
        if (!token.names(found.get())) {
            throw gone(id);
        }
    }

    /** How far the client says to be; 0 where it says nothing. */
    static long position(ConnectRequest request) {
        return request.resume().map(text -> parse(text).position).orElse(0L);
    }

    /**
     * A client that has got more than its session ever had is not to go on as if nothing were missing.
     *
     * @param next the sequence that the session's next message will have
     * @throws RefusedException CONFLICT
     */
    static void requireWithin(String id, long position, long next) {
        if (position > next) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "The client of session '" + id + "' is at position " + position
                            + ", ahead of the server, which is at " + next + ": what it has got is not known here");
        }
    }

    /** Whether the session that was opened is that one: it may have ended in between. */
    static boolean meets(ConnectRequest request, Opened opened) {
        return request.resume()
                .map(text -> opened.resumed() && parse(text).names(opened.session()))
                .orElse(true);
    }

    static RefusedException gone(String id) {
        return new RefusedException(
                Reason.NOT_FOUND,
                "The session '" + id + "' of this resume token is not there any more: it expired, or was ended");
    }

    @Override
    public String toString() {
        return VERSION + Long.toString(created.toEpochMilli(), RADIX) + "." + position;
    }
}
