package io.parley.api.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A durable identity of one client's conversation, as it was at one moment.
 *
 * @param id unique, 1 to 65,535 characters
 * @param principal who it belongs to
 * @param state where it is in its life
 * @param expiry how long it outlives its connection; {@link #NEVER} for ever
 * @param created when it was first opened
 * @param expiresAt when it ends unless it is resumed; empty while connected, or for ever
 * @param parent the id of the session that it belongs to
 */
public record Session(
        String id,
        String principal,
        State state,
        Duration expiry,
        Instant created,
        Optional<Instant> expiresAt,
        Optional<String> parent) {

    /** An expiry that never comes. */
    public static final Duration NEVER = Duration.ofSeconds(0xffff_ffffL);

    /** The principal of a client that did not authenticate. */
    public static final String ANONYMOUS = "anonymous";

    /** {@code CONNECTING → ACTIVE ⇄ DETACHED → CLOSED | EXPIRED}. */
    public enum State {
        CONNECTING,
        /** A holder is connected. */
        ACTIVE,
        /** No holder; waiting for one until it expires. */
        DETACHED,
        CLOSED,
        EXPIRED
    }

    public Session {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(expiry, "expiry");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(parent, "parent");
    }

    /** Without a parent. */
    public Session(
            String id, String principal, State state, Duration expiry, Instant created, Optional<Instant> expiresAt) {
        this(id, principal, state, expiry, created, expiresAt, Optional.empty());
    }
}
