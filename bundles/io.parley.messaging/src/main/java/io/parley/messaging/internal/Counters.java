package io.parley.messaging.internal;

/** What happened to one queue or inbox since the start, and by that to all of its shard. Owned by a shard. */
final class Counters {

    /** Why a message went without having been acknowledged. */
    enum Drop {
        /** Its time was over. */
        EXPIRED,
        /** There were more than the limit, whose policy it is to drop. */
        OVERFLOW,
        /** It was not to be kept, and nobody could take it just then. */
        UNHEARD,
        /** Somebody removed it by a tool. */
        PURGED,
        /** Somebody moved it to another queue. */
        MOVED,
        /** A newer one of the same key replaced it. */
        REPLACED,
        /** It was delivered as often as is allowed, and nobody keeps dead letters. */
        EXHAUSTED,
        /** It went to the queue that keeps dead letters. */
        DEAD_LETTERED,
        /** Its consumer can never be given it, and nobody keeps dead letters. */
        UNDELIVERABLE
    }

    private static final Drop[] REASONS = Drop.values();

    private final Counters all;
    private long in;
    private long out;
    private long delivered;
    private long redelivered;

    /** By {@link Drop}; null as long as there was none. */
    private long[] dropped;

    /** Of everything. */
    Counters() {
        this(null);
    }

    /** @param all counts the same; null where nobody wants to know */
    Counters(Counters all) {
        this.all = all;
    }

    /** Of one that was only counted coming in. */
    static Counters of(long in, Counters all) {
        Counters counters = new Counters(all);
        counters.in = in;
        return counters;
    }

    /** As they are just now, for other threads. */
    Counters copy() {
        return plus(new Counters());
    }

    /** Those of both. */
    Counters plus(Counters other) {
        Counters sum = of(in + other.in, null);
        sum.out = out + other.out;
        sum.delivered = delivered + other.delivered;
        sum.redelivered = redelivered + other.redelivered;
        for (Drop why : REASONS) {
            sum.drop(why, dropped(why) + other.dropped(why));
        }
        return sum;
    }

    void cameIn() {
        in++;
        if (all != null) {
            all.in++;
        }
    }

    /** Acknowledged; or that was premature. */
    void wentOut(int more) {
        out += more;
        if (all != null) {
            all.out += more;
        }
    }

    /** @param again whether it was not the first time */
    void delivered(boolean again) {
        delivered++;
        redelivered += again ? 1 : 0;
        if (all != null) {
            all.delivered(again);
        }
    }

    /** So many came, and went to consumers for good. */
    void passed(int messages) {
        in += messages;
        delivered += messages;
        out += messages;
        if (all != null) {
            all.passed(messages);
        }
    }

    void drop(Drop why) {
        drop(why, 1);
    }

    void drop(Drop why, long count) {
        if (count != 0) {
            if (dropped == null) {
                dropped = new long[REASONS.length];
            }
            dropped[why.ordinal()] += count;
        }
        if (all != null) {
            all.drop(why, count);
        }
    }

    long in() {
        return in;
    }

    long out() {
        return out;
    }

    long deliveries() {
        return delivered;
    }

    long redeliveries() {
        return redelivered;
    }

    long dropped() {
        long sum = 0;
        for (Drop why : REASONS) {
            sum += dropped(why);
        }
        return sum;
    }

    long dropped(Drop why) {
        return dropped == null ? 0 : dropped[why.ordinal()];
    }

    /** Whether nothing happened but that few enough came in for an int. */
    boolean onlyIn() {
        return out == 0 && delivered == 0 && dropped() == 0 && in <= Integer.MAX_VALUE;
    }
}
