package io.parley.engine.contract;

import io.parley.api.message.Payload;
import io.parley.engine.Batch;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Changes the state of sessions together with other things. An OSGi service of the session bundle; safe for all threads. */
@ProviderType
public interface States {

    /** The version of one value, 0 for none; fails with a {@link io.parley.api.message.RefusedException} when there is no such session. */
    CompletionStage<Long> version(String session, String key);

    /**
     * Adds to the batch that a value is set, on condition that it has that version and nobody else is just changing it.
     *
     * @param expected 0 for no value
     * @throws io.parley.api.message.RefusedException when there is no such session, or the value is not allowed
     */
    void put(Batch batch, String session, String key, Payload value, long expected);

    /**
     * The same for the states that groups share, with their names in place of sessions': as that session may change them, which is to be a
     * member. Otherwise the batch is refused with NOT_ALLOWED.
     */
    States ofGroups(String member);

    /** As {@link #put}, for a value to be removed; none is no error. */
    void remove(Batch batch, String session, String key, long expected);
}
