package io.parley.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The configured listeners. An OSGi service; safe for all threads. */
@ProviderType
public interface Listeners {

    /** How each one is at this moment, by name. */
    List<ListenerStatus> listeners();
}
