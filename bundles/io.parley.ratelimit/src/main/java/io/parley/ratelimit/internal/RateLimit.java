package io.parley.ratelimit.internal;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.parley.api.message.Message;
import io.parley.spi.expression.Pattern;
import io.parley.spi.interceptor.Sender;
import java.util.Locale;

/** One limit. Safe for all threads. */
final class RateLimit {

    /** The message is too fast, and is not to wait. */
    static final long REFUSED = -1;

    private static final long OVERFLOW = Long.MAX_VALUE;

    private final Settings settings;
    private final Counts counts;
    private final Pattern pattern;
    private final boolean all;
    private final Buckets buckets;
    private final long longest;

    RateLimit(Settings settings, Counts counts, TimeMeter clock) {
        this.settings = settings;
        this.counts = counts;
        this.pattern = pattern(settings.match());
        this.all = settings.match().equals("*");
        this.buckets = new Buckets(settings, clock);
        this.longest = settings.longestDelay().toNanos();
    }

    private static Pattern pattern(String match) {
        Pattern.Builder pattern = new Pattern.Builder();
        for (char c : match.toCharArray()) {
            if (c == '*') {
                pattern.any();
            } else {
                pattern.literal(c);
            }
        }
        return pattern.build();
    }

    Settings settings() {
        return settings;
    }

    Counts counts() {
        return counts;
    }

    /** How many buckets there are. */
    int buckets() {
        return buckets.size();
    }

    private boolean concerns(String key) {
        return !key.isEmpty() && (all || pattern.matches(key));
    }

    private long cost(Message message) {
        return settings.bytes() ? Math.max(1, message.payload().size()) : 1;
    }

    /**
     * Takes what the message costs.
     *
     * @return how many nanoseconds it has to wait, 0 for none, or {@link #REFUSED} when nothing was taken
     */
    long take(Message message, Sender sender) {
        String key = settings.scope().key(message, sender);
        if (!concerns(key)) {
            return 0;
        }
        Bucket bucket = buckets.of(key);
        if (buckets.isShared(bucket)) {
            counts.shared.increment();
        }
        long wait = settings.delays() ? reserve(bucket, cost(message)) : bucket.tryConsume(cost(message)) ? 0 : REFUSED;
        (wait == 0 ? counts.passed : wait == REFUSED ? counts.rejected : counts.delayed).increment();
        return wait;
    }

    private long reserve(Bucket bucket, long cost) {
        long wait = bucket.consumeIgnoringRateLimits(cost);
        if (wait <= longest) {
            return wait;
        }
        if (wait != OVERFLOW) {
            bucket.addTokens(cost);
        }
        return REFUSED;
    }

    /** The message that was taken for is not accepted after all. */
    void giveBack(Message message, Sender sender) {
        String key = settings.scope().key(message, sender);
        if (concerns(key)) {
            buckets.of(key).addTokens(cost(message));
        }
    }

    /** Why a message is refused. */
    String words(Message message, Sender sender) {
        String whose = settings.scope().name().toLowerCase(Locale.ROOT) + " '"
                + settings.scope().key(message, sender) + "'";
        return "Too fast: the limit '" + settings.name() + "' lets " + whose + " send " + settings.rate()
                + (settings.bytes() ? " bytes" : " messages") + " in "
                + settings.period().toMillis() + " ms, and "
                + settings.burst() + " at once";
    }
}
