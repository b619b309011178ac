package io.parley.api.transaction;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Begins transactions. An OSGi service; safe for all threads; no method blocks. */
@ProviderType
public interface TransactionService {

    /** The longest a transaction may last. */
    Duration LONGEST = Duration.ofHours(1);

    /**
     * Begins a transaction. It takes nothing and nobody waits for it until it is committed.
     *
     * @param timeout after which it cannot be committed any more, and nothing of it takes effect; from 1 ms to {@link #LONGEST}
     * @throws IllegalArgumentException for another timeout
     */
    Transaction begin(Duration timeout);
}
