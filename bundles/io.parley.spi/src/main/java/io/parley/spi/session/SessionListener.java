package io.parley.spi.session;

import io.parley.api.session.OpenRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Learns of each change in the life of sessions, and may prevent that one is opened. An OSGi service; its name is that of its component, or
 * else of its class.
 *
 * <p>Called on lane workers unless marked {@link io.parley.spi.plugin.Inline}, for many sessions at once. It may block, within the time
 * that calls of plug-ins may take (PID {@code io.parley.plugins}).
 */
@ConsumerType
public interface SessionListener {

    /**
     * A session is about to be opened, resumed or taken over. The one with the highest service ranking is asked first; nothing else happens
     * to that session meanwhile.
     *
     * @return empty to allow it, or why not, which whoever opens it is told with NOT_ALLOWED. A failure prevents it with UNAVAILABLE; a listener
     *     that has gone meanwhile prevents nothing
     */
    default CompletionStage<Optional<String>> opening(OpenRequest request) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    /**
     * A session's life has changed. Told one after the other, those of one session in order; a failure is logged. When a listener is so far behind that
     * 10,000 changes wait for it, more are dropped and counted. One that is replaced misses what was not told before, but for what waits.
     */
    default void changed(SessionChange change) {}
}
