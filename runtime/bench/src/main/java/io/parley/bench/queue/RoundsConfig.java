package io.parley.bench.queue;

/** PID {@code io.parley.bench.queue}: see {@link Rounds}. Without it the bundle does nothing. */
@interface RoundsConfig {

    String raw_file();

    int rounds();

    int seconds();

    int warm_up_seconds();

    int senders();

    int window();

    int payload();

    String load() default "";
}
