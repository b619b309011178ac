package io.parley.transport.internal;

/** A connection's wait for its protocol or the gateway: unread, counted, and not for ever. Of the event loop. */
final class Parking {
    private final Host host;
    private final Reading reading;
    private final Deadlines deadlines;
    private boolean parked;

    Parking(Host host, Reading reading, Deadlines deadlines) {
        this.host = host;
        this.reading = reading;
        this.deadlines = deadlines;
    }

    void begin(Runnable tooLong) {
        reading.pause(Reading.WAITING);
        if (!parked) {
            parked = true;
            host.counters().waiting.increment();
            deadlines.within(host.settings().park(), tooLong);
        }
    }

    void end() {
        if (parked) {
            parked = false;
            host.counters().waiting.decrement();
        }
    }
}
