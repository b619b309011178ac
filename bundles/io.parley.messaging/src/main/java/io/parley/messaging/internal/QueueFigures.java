package io.parley.messaging.internal;

/** What is measured of one queue, or of several together. */
record QueueFigures(
        String name,
        long consumers,
        long slow,
        long waiting,
        long leased,
        long parked,
        long refused,
        Counters counters) {

    /** Under another name. */
    QueueFigures as(String other) {
        return other.equals(name)
                ? this
                : new QueueFigures(other, consumers, slow, waiting, leased, parked, refused, counters);
    }

    QueueFigures plus(QueueFigures other) {
        return new QueueFigures(
                name,
                consumers + other.consumers,
                slow + other.slow,
                waiting + other.waiting,
                leased + other.leased,
                parked + other.parked,
                refused + other.refused,
                counters.plus(other.counters));
    }
}
