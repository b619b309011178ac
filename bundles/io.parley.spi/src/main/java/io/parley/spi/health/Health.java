package io.parley.spi.health;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of Parley that can say how it is. Registered as an OSGi service, one a subject, by parts that want to be seen:
 * each journal, view and listener. Called from any thread; must not block.
 */
@ConsumerType
public interface Health {

    /** What this is about, for example {@code listener:mqtt} or {@code journal}. */
    String subject();

    /** How it is now. */
    Report report();

    /** How well a part does its work. */
    enum Status {
        /** Not there yet. */
        STARTING,
        /** As it should be. */
        UP,
        /** Works in part; somebody should look. */
        DEGRADED,
        /** Does not work; somebody must act. */
        DOWN
    }

    /**
     * One answer.
     *
     * @param status how it is
     * @param message one line for people: what, where, what to do; for UP what it offers ("127.0.0.1:1883, mqtt")
     */
    record Report(Status status, String message) {}
}
