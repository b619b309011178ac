package io.parley.transport.internal;

import java.util.concurrent.Executor;

/** What a connection needs of the listener that accepted it. Safe for all threads. */
interface Host {
    String name();

    /** As configured now. */
    ListenerSettings settings();

    /** Who serves now. */
    Routing routing();

    Counters counters();

    /** For handlers that must not run on a socket's thread. */
    Executor workers();

    /** The connection has closed and its handler knows it. */
    void ended(Link link);
}
