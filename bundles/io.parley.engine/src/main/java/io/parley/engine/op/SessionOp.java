package io.parley.engine.op;

import io.parley.api.message.Payload;

/** Changes to a session. */
public sealed interface SessionOp extends Op {

    @Override
    default Family family() {
        return Family.SESSION;
    }

    String session();

    @Override
    default String key() {
        return session();
    }

    /**
     * A session begins.
     *
     * @param expirySeconds how long it outlives its connection
     * @param created milliseconds since 1970
     */
    record Opened(String session, String principal, long expirySeconds, long created, boolean durable)
            implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_OPENED)
                    .text(session)
                    .text(principal)
                    .number(expirySeconds)
                    .number(created);
        }
    }

    /**
     * A session that begins belongs to another one.
     *
     * @param parentCreated when that one was made: so that a later one of the same id is not taken for it
     */
    record Adopted(String session, String parent, long parentCreated, boolean durable) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_ADOPTED).text(session).text(parent).number(parentCreated);
        }
    }

    /** A holder came: the session does not expire. */
    record Resumed(String session, long expirySeconds) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_RESUMED).text(session).number(expirySeconds);
        }
    }

    /**
     * The holder left.
     *
     * @param at when, in milliseconds since 1970
     * @param died with the process: what it had got by then nobody knows
     */
    record Detached(String session, long at, long expirySeconds, boolean died) implements SessionOp {

        /** One that left by itself. */
        public Detached(String session, long at, long expirySeconds) {
            this(session, at, expirySeconds, false);
        }

        @Override
        public void write(RecordWriter out) {
            out.code(died ? OpCode.SESSION_ABANDONED : OpCode.SESSION_DETACHED)
                    .text(session)
                    .number(at)
                    .number(expirySeconds);
        }
    }

    /** The session ends, with its inbox, subscriptions, state and tokens. */
    record Closed(String session, boolean durable) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_CLOSED).text(session);
        }
    }

    /** A value of the session's state is set. */
    record StatePut(String session, String name, long version, Payload value, boolean durable) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.STATE_PUT).text(session).text(name).number(version).bytes(value);
        }
    }

    /** A value of the session's state is removed. */
    record StateRemoved(String session, String name, boolean durable) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.STATE_REMOVED).text(session).text(name);
        }
    }

    /** A transfer that is to happen exactly once was accepted under that token. */
    record TokenTaken(String session, int token, boolean durable) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOKEN_TAKEN).text(session).number(token);
        }
    }

    /** The client knows that the transfer was accepted; the token is free again. */
    record TokenFreed(String session, int token, boolean durable) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.TOKEN_FREED).text(session).number(token);
        }
    }

    /** A value of the state of a session that comes from elsewhere, with the versions that it had there. */
    record StateRestored(String session, String name, long version, long revision, Payload value) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.STATE_RESTORED)
                    .text(session)
                    .text(name)
                    .number(version)
                    .number(revision)
                    .bytes(value);
        }
    }

    /**
     * A session that comes from elsewhere goes on from there.
     *
     * @param revision the version of its whole state
     * @param messages how many have entered its inbox
     * @param lastActivity milliseconds since 1970
     */
    record Continued(String session, long revision, long messages, long lastActivity) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_CONTINUED)
                    .text(session)
                    .number(revision)
                    .number(messages)
                    .number(lastActivity);
        }
    }

    /** The session is being taken to a peer; until it is decided whose it is, nobody has it here. */
    record Leaving(String session, String move, String peer) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_LEAVING).text(session).text(move).text(peer);
        }
    }

    /** It was not taken there: it is here, as before. */
    record Stayed(String session, String move) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_STAYED).text(session).text(move);
        }
    }

    /**
     * It is there now, and here no longer, but for its inbox, whose messages follow.
     *
     * @param below messages of the inbox with a lower sequence went along
     * @param until when it is forgotten that it was here, in milliseconds since 1970
     */
    record Left(String session, String move, String peer, String reference, long below, long until)
            implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_LEFT)
                    .text(session)
                    .text(move)
                    .text(peer)
                    .text(reference)
                    .number(below)
                    .number(until);
        }
    }

    /** That it was here is forgotten, and its inbox gone. */
    record Forgotten(String session, String move) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_FORGOTTEN).text(session).text(move);
        }
    }

    /**
     * The session came by a move, or messages have followed it.
     *
     * @param below the lowest sequence of its old inbox that has not followed yet
     * @param ends the move by which it had gone, and from which it came back by this one; empty for none
     */
    record Arrived(String session, String move, long below, String ends) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(ends.isEmpty() ? OpCode.SESSION_ARRIVED : OpCode.SESSION_RETURNED)
                    .text(session)
                    .text(move)
                    .number(below);
            if (!ends.isEmpty()) {
                out.text(ends);
            }
        }
    }

    /** Nobody asks about the move any more. */
    record Settled(String session, String move) implements SessionOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.SESSION_SETTLED).text(session).text(move);
        }
    }
}
