package io.parley.ratelimit.internal;

import java.util.concurrent.atomic.LongAdder;

/** What became of the messages that one limit is about. */
final class Counts {

    final LongAdder passed = new LongAdder();
    final LongAdder delayed = new LongAdder();
    final LongAdder rejected = new LongAdder();

    /** Those whose key had no bucket of its own. */
    final LongAdder shared = new LongAdder();
}
