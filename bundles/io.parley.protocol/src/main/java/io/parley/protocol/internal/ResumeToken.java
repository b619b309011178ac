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

/**
 * Names one session among all that ever have its id: by when it was made.
 *
 * @param created to the millisecond
 */
record ResumeToken(Instant created) {

    private static final String VERSION = "1.";
    private static final int RADIX = 36;

    static ResumeToken of(Session session) {
        return new ResumeToken(Instant.ofEpochMilli(session.created().toEpochMilli()));
    }

    /** @throws RefusedException INVALID when it is none */
    static ResumeToken parse(String text) {
        try {
            if (text.startsWith(VERSION)) {
                return new ResumeToken(Instant.ofEpochMilli(Long.parseLong(text.substring(VERSION.length()), RADIX)));
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
        if (!of(found.get()).equals(token)) {
            throw gone(id);
        }
    }

    /** Whether the session that was opened is that one: it may have ended in between. */
    static boolean meets(ConnectRequest request, Opened opened) {
        return request.resume()
                .map(text -> opened.resumed() && of(opened.session()).equals(parse(text)))
                .orElse(true);
    }

    static RefusedException gone(String id) {
        return new RefusedException(
                Reason.NOT_FOUND,
                "The session '" + id + "' of this resume token is not there any more: it expired, or was ended");
    }

    @Override
    public String toString() {
        return VERSION + Long.toString(created.toEpochMilli(), RADIX);
    }
}
