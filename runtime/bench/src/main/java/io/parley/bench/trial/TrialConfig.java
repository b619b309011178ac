package io.parley.bench.trial;

/** PID {@code io.parley.bench.trial}; a trial takes what it needs. Without it the bundle does nothing. */
@interface TrialConfig {

    /** The name of a {@link TrialComponent.Kind}. */
    String trial();

    int rounds();

    int seconds();

    int warm_up_rounds();

    int messages();

    int payload();

    int window();

    /** Messages that a round takes of the long queue. */
    int take();

    /** Messages of the short queue. */
    int shorter();

    int consumers();

    int lead_seconds();

    int spread_seconds();
}
