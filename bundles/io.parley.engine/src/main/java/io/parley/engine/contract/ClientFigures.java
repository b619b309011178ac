package io.parley.engine.contract;

import io.parley.api.task.ClientTraffic;
import io.parley.api.task.Distribution;
import io.parley.api.task.Volume;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** What clients do, since the gateway started. An OSGi service of the gateway's bundle; safe for all threads; nothing blocks. */
@ProviderType
public interface ClientFigures {

    /** Of all clients. */
    Volume volume();

    /** How long clients were connected, all together. */
    Duration connectedFor();

    /** How old messages were when they were delivered for the first time, by a sample. */
    Distribution delivery();

    /** Of one session's client; empty where that is not kept. */
    Optional<ClientTraffic> find(String session);

    /** Of all whose figures are kept. */
    Stream<ClientTraffic> all();

    /** The session has ended. */
    void forget(String session);
}
