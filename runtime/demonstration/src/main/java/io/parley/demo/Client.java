package io.parley.demo;

import java.io.IOException;

/** A publisher and a subscriber with one client library. Both come back by themselves when their connections break. */
interface Client extends AutoCloseable {

    /** The language. */
    String name();

    /** The library, for people. */
    String library();

    /** Connects and subscribes; returns when both are done. */
    void open() throws IOException;

    /** Begins to publish. */
    void go() throws IOException;

    /** Publishes no more; returns when all is acknowledged. */
    void stop() throws IOException;

    @Override
    void close();

    /** Learns what happens to clients. On any thread. */
    interface Listener {

        void acknowledged(String from, String to, int number);

        /** @param marked as delivered before, perhaps */
        void received(String by, String from, String to, int number, boolean marked);
    }
}
