package io.parley.bench.session;

/** PID {@code io.parley.bench.sessions}. Without it the component does nothing. */
@interface SessionsConfig {

    /** The name of a {@link SessionsComponent.Phase}. */
    String phase();

    /** Stored sessions. */
    int sessions();

    /** That wait in each. */
    int messages();

    int rounds();

    /** Of each operation in a round. */
    int samples();
}
