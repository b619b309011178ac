package io.parley.api.message;

import java.util.Objects;
import java.util.concurrent.CompletionException;

/** An operation that was not carried out, with nothing changed. The message names what, where and what is allowed. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, for programs. */
    public enum Reason {
        /** Something of that name is not there. */
        NOT_FOUND,
        /** It exists already, or a version is not the expected one. */
        CONFLICT,
        /** The delivery, lease or session is no longer the caller's. */
        NOT_OWNED,
        /** A limit is reached. */
        LIMIT,
        /** The caller may not do that. */
        NOT_ALLOWED,
        /** The request itself is wrong. */
        INVALID,
        /** The store cannot commit, or a part of Parley is not running. */
        UNAVAILABLE,
        /** It is at another Parley now: {@link #movedTo} says where. */
        MOVED
    }

    private final Reason reason;
    private final String movedTo;

    public RefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    public RefusedException(Reason reason, String message, Throwable cause) {
        this(reason, message, cause, "");
    }

    private RefusedException(Reason reason, String message, Throwable cause, String movedTo) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.movedTo = movedTo;
    }

    /**
     * A refusal with {@link Reason#MOVED}.
     *
     * @param to the other Parley, as clients know it; empty where they do not
     */
    public static RefusedException moved(String message, String to) {
        return new RefusedException(Reason.MOVED, message, null, Objects.requireNonNull(to, "to"));
    }

    /** The refusal behind a failed stage: the failure itself, what it wraps, or UNAVAILABLE for anything else. */
    public static RefusedException of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RefusedException refused
                ? refused
                : new RefusedException(Reason.UNAVAILABLE, String.valueOf(cause.getMessage()), cause);
    }

    public Reason reason() {
        return reason;
    }

    /** The Parley to go to; empty where nobody knows, and for any other reason. */
    public String movedTo() {
        return movedTo;
    }
}
