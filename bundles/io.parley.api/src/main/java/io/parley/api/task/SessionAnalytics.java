package io.parley.api.task;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What goes on in sessions: in total, of one, and of those that do the most. Totals are exact. Of single sessions it is kept for those whose
 * clients are connected, and were last, up to {@code figures.max} of {@code io.parley.protocol}; who comes when that many are connected is
 * counted in the totals alone. Nothing of this outlives the process. An OSGi service; safe for all threads; no method blocks.
 */
@ProviderType
public interface SessionAnalytics {

    /** The most that {@link #topTalkers} tells of. */
    int MOST = 1_000;

    /** By what clients are compared. */
    enum Rank {
        MESSAGES(Volume::messages),
        BYTES(Volume::bytes),
        MESSAGES_IN(Volume::messagesIn),
        MESSAGES_OUT(Volume::messagesOut),
        BYTES_IN(Volume::bytesIn),
        BYTES_OUT(Volume::bytesOut);

        private final ToLongFunction<Volume> measure;

        Rank(ToLongFunction<Volume> measure) {
            this.measure = measure;
        }

        /** How much that is. */
        public long of(Volume volume) {
            return measure.applyAsLong(volume);
        }
    }

    /** Everything together. It takes time in proportion to the number of sessions; completes on a thread that may be held up. */
    CompletionStage<AnalyticsTotals> totals();

    /** What one session's client does; empty where that is not kept. */
    Optional<ClientTraffic> traffic(String session);

    /**
     * The clients that do the most, those first, of all that are kept and have done something.
     *
     * @param limit 1 to {@value MOST}
     * @throws io.parley.api.message.RefusedException INVALID, for another limit
     */
    List<ClientTraffic> topTalkers(Rank by, int limit);
}
