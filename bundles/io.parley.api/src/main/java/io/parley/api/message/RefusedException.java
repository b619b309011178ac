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
        UNAVAILABLE
    }

    private final Reason reason;

    public RefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    public RefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
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
}
