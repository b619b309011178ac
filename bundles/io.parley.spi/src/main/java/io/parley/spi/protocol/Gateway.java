package io.parley.spi.protocol;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The one door between protocols and Parley. An OSGi service; safe for all threads; nothing blocks. */
@ProviderType
public interface Gateway {

    /**
     * Authenticates a client and opens, resumes or takes over its session. Calls to {@code downstream} may begin as soon as
     * {@link GatewaySession#start} is called.
     *
     * @return fails with a {@link io.parley.api.message.RefusedException}: NOT_ALLOWED, LIMIT, INVALID or UNAVAILABLE; NOT_FOUND when the session of the
     *     resume token is not there any more
     */
    CompletionStage<GatewaySession> connect(ConnectRequest request, Downstream downstream);
}
