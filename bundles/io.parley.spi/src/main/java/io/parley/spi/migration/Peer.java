package io.parley.spi.migration;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way to another Parley, whose {@link Arrivals} get what is said here. An OSGi service with the property {@link #NAME}. Safe for all
 * threads. Stages complete on any thread, each within a time that the way bounds; one that fails says that nobody knows what became of the call, and
 * it is made again.
 */
@ConsumerType
public interface Peer {

    /** The service property with the name under which sessions are taken there. */
    String NAME = "parley.peer";

    /** The other Parley, as its clients know it: {@code host:port}, say; empty where they do not. */
    String reference();

    /** As {@link Arrivals#offer}. */
    CompletionStage<Answer> offer(String move, String session, Content content);

    /** As {@link Arrivals#outcome}. */
    CompletionStage<Answer> outcome(String move, String session);

    /** As {@link Arrivals#follow}. */
    CompletionStage<Long> follow(String move, String session, List<FollowUp> messages);

    /** As {@link Arrivals#settle}. */
    CompletionStage<Void> settle(String move, String session);

    /** An export. */
    @FunctionalInterface
    interface Content {

        /** Writes it from beginning to end, once, on a thread that may be held up; what it throws makes the offer fail. */
        void writeTo(OutputStream out) throws IOException;
    }
}
