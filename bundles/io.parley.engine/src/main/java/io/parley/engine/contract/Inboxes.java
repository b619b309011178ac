package io.parley.engine.contract;

import io.parley.engine.Batch;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Delivers what is in sessions' inboxes. An OSGi service of the messaging bundle; safe for all threads. */
@ProviderType
public interface Inboxes {

    /**
     * Connects a session's holder to its inbox: deliveries begin, unacknowledged ones first, flagged as redelivered. An earlier
     * link of the session ends. A holder that comes too late, as its hold has ended or a later one is connected, gets nothing.
     *
     * @param hold the holder's
     * @param window the most unacknowledged deliveries at one time
     */
    Link attach(String session, long hold, boolean durable, int window, Sink sink);

    /** As {@link #attach}, for the inbox of a durable session that has no holder, since it has gone elsewhere. */
    Link attachNobody(String session, int window, Sink sink);

    /** Completes, on a worker, with the sequence that the next message in the session's inbox will have; 0 where there is no inbox. */
    CompletionStage<Long> position(String session);

    /** Adds to the batch, with a message for the session's inbox, that the {@link Gate} lets it pass, where there is one. */
    void pass(Batch batch, String session);

    /**
     * From now on it is known of the session's inbox which messages are on their way into it.
     *
     * @return the same as long as it is not removed
     */
    Gate gate(String session);

    /** Before an inbox whose session is elsewhere. Safe for all threads. */
    interface Gate {

        /**
         * Until it is {@link #open opened} messages are refused with UNAVAILABLE.
         *
         * @return completes on the session's shard once none is on its way any more
         */
        CompletionStage<Void> shut();

        void open();

        /** Nobody needs to know any more. */
        void remove();
    }

    /** A holder's connection to its inbox. Safe for all threads; after {@link #close} every call is without effect. */
    interface Link {

        /** The client is done with the delivery. */
        void acknowledge(long sequence);

        /**
         * Adds to the batch that the client is done with a delivery at least once, on condition that it still has it. Its place in the
         * window becomes free by {@link #acknowledge}, which is to follow.
         */
        void acknowledgeIn(Batch batch, long sequence);

        /** The client has the delivery; a release follows once that is durable. */
        void received(long sequence);

        /** Whether the connection can take more just now. */
        void writable(boolean writable);

        /** Deliveries continue to go to another sink; nothing is sent again. */
        void redirect(Sink sink);

        /** Ends deliveries. What is not acknowledged is delivered again to the next holder. */
        void close();
    }
}
