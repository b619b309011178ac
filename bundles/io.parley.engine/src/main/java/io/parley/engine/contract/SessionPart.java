package io.parley.engine.contract;

import io.parley.engine.Batch;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one bundle knows of a session, to be written down and to be restored elsewhere. An OSGi service of the session, messaging and event
 * bundles. What is written is read by other versions of Parley: a record's content may grow at its end, and never changes otherwise.
 */
@ProviderType
public interface SessionPart {

    /** What records are about. The numbers never change and are never used again. */
    enum Kind {
        /** When the session began, expires, and was active. */
        LIFE(1),
        /** One value of its state, with its versions. */
        STATE(2),
        /** The tokens that are taken. */
        TOKENS(3),
        /** The will that its last holder left. */
        WILL(4),
        /** Where its inbox is. */
        INBOX(10),
        /** One message in its inbox. */
        MESSAGE(11),
        /** An id that a sender chose for a message to the session. */
        SEEN(12),
        /** What it listens to. */
        SUBSCRIPTION(20);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /** Whose records these are: in the order in which they are written and restored. */
    Set<Kind> kinds();

    /** Whether changes of the session are under way that nobody can say the end of yet. On the session's shard. */
    boolean changing(String session);

    /** What there is of the session at this moment. On the session's shard, while nothing is {@link #changing}. */
    Snapshot snapshot(String session);

    /** What there was of a session at one moment. */
    interface Snapshot {

        /**
         * Writes it, in order. On a thread that may block for long.
         *
         * @throws io.parley.api.message.RefusedException when something cannot be read any more
         */
        void write(Records out);
    }

    /** Takes records, each in its turn. */
    interface Records {
        void write(Kind kind, RecordWriter content);
    }

    /**
     * Begins to restore a session.
     *
     * @param batch what is restored is added to it. It is committed, or abandoned
     */
    Restoration restore(Moves.Identity session, Batch batch);

    /** A session that is being restored. Calls come one after another, on threads that may block. */
    interface Restoration {

        /**
         * Adds what the record says.
         *
         * @throws io.parley.api.message.RefusedException when that is not allowed here
         * @throws IllegalArgumentException when it cannot be understood
         */
        void take(Kind kind, RecordReader content);

        /**
         * All records have come.
         *
         * @return completes when the batch may be committed; fails with a {@link io.parley.api.message.RefusedException}
         */
        CompletionStage<Void> complete();
    }
}
