package io.parley.protocol.internal;

/**
 * How much is on its way to one client.
 *
 * @param inflight deliveries from its inbox and its queues that it may leave unacknowledged
 * @param queueCredit messages of one queue that it may hold
 */
record Limits(int inflight, int queueCredit) {

    static final Limits DEFAULT = new Limits(8192, 128);

    Limits {
        in("inflight.max", inflight, 60_000);
        in("queue.credit", queueCredit, 4_000);
    }

    private static void in(String key, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("io.parley.protocol: " + key + " is 1 to " + max + ", not " + value);
        }
    }
}
