package io.parley.ratelimit.internal;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Sender;
import io.parley.spi.interceptor.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets a message pass as fast as all limits that concern it allow. One that a limit refuses costs the other limits nothing. Safe for all
 * threads.
 */
final class RateLimiter implements Interceptor {

    private final Supplier<? extends List<? extends Supplier<RateLimit>>> limits;

    /** @param limits those that there are just now; one that gives null limits nothing */
    RateLimiter(Supplier<? extends List<? extends Supplier<RateLimit>>> limits) {
        this.limits = limits;
    }

    @Override
    public CompletionStage<Verdict> beforeAccept(Message message, Sender sender) {
        return CompletableFuture.completedStage(verdict(message, sender));
    }

    private Verdict verdict(Message message, Sender sender) {
        List<? extends Supplier<RateLimit>> all = limits.get();
        long longest = 0;
        for (int i = 0; i < all.size(); i++) {
            RateLimit limit = all.get(i).get();
            long wait = limit == null ? 0 : limit.take(message, sender);
            if (wait == RateLimit.REFUSED) {
                giveBack(all.subList(0, i), message, sender);
                return new Verdict.Reject(Reason.LIMIT, limit.words(message, sender));
            }
            longest = Math.max(longest, wait);
        }
        return longest == 0 ? new Verdict.Pass(message) : new Verdict.Delay(message, Duration.ofNanos(longest));
    }

    private static void giveBack(List<? extends Supplier<RateLimit>> taken, Message message, Sender sender) {
        for (Supplier<RateLimit> one : taken) {
            RateLimit limit = one.get();
            if (limit != null) {
                limit.giveBack(message, sender);
            }
        }
    }
}
