package io.parley.engine.contract;

import io.parley.engine.Batch;
import org.osgi.annotation.versioning.ProviderType;

/** Delivers what is in sessions' inboxes. An OSGi service of the messaging bundle; safe for all threads. */
@ProviderType
public interface Inboxes {

    /**
     * Connects a session's holder to its inbox: deliveries begin, unacknowledged ones first, flagged as redelivered. An earlier
     * link of the session ends.
     *
     * @param window the most unacknowledged deliveries at one time
     */
    Link attach(String session, boolean durable, int window, Sink sink);

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
