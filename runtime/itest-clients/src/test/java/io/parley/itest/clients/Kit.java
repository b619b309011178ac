package io.parley.itest.clients;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Somebody's MQTT client. */
interface Kit {

    /** Its name for people. */
    String title();

    /** The versions of MQTT that it speaks. */
    Set<Version> versions();

    /** What it cannot express, and why. */
    Map<Feature, String> cannot();

    /** Whether a client of this kit connects only when it is told to subscribe or to publish. */
    default boolean connectsLate() {
        return false;
    }

    /** Whether it sets topic aliases by itself and lets nobody else do so. */
    default boolean aliasesItself() {
        return false;
    }

    /** A client; aborts the test (which counts as skipped) where the kit cannot be had. */
    Endpoint open(EventLog events) throws IOException;
}
