package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.interceptor.DispatchInterceptor;
import io.parley.spi.interceptor.Receiver;
import io.parley.spi.tracing.Span;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the interceptors about messages before they are sent to clients. Safe for all threads. */
public final class Dispatching {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatching.class);

    private final Plugins plugins;
    private final PluginRegistry<DispatchInterceptor> interceptors;
    private final Workers workers;
    private final Verdicts verdicts;

    Dispatching(Plugins plugins, Workers workers, Verdicts verdicts) {
        this.plugins = plugins;
        this.interceptors = plugins.dispatchInterceptors();
        this.workers = workers;
        this.verdicts = verdicts;
    }

    /** What becomes of a delivery. */
    public sealed interface Decision {

        /** The client gets this message. */
        record Deliver(Message message) implements Decision {}

        /** The client does not get it, and it is done with. */
        record Drop() implements Decision {}

        /** The client does not get it now; where it is guaranteed, another attempt follows. */
        record Withhold() implements Decision {}
    }

    private static final Decision DROP = new Decision.Drop();
    private static final Decision WITHHOLD = new Decision.Withhold();

    /** Whether nobody wants to be asked. */
    public boolean idle() {
        return interceptors.ranked().isEmpty();
    }

    /** Asks about one delivery; the stage does not fail. */
    public CompletionStage<Decision> ask(Message message, Receiver receiver) {
        return new Asking<DispatchInterceptor>(
                        plugins,
                        interceptors,
                        workers,
                        verdicts,
                        receiver.principal(),
                        Span.NONE,
                        (interceptor, asked) -> interceptor.beforeDispatch(asked, receiver))
                .ask(message)
                .handle((messages, failure) ->
                        failure == null ? decided(messages, receiver) : undecided(failure, receiver));
    }

    private static Decision decided(List<Message> messages, Receiver receiver) {
        if (messages.size() == 1) {
            return new Decision.Deliver(messages.get(0));
        }
        LOG.warn("A message for {} is withheld: a delivery cannot be split", receiver.session());
        return WITHHOLD;
    }

    private static Decision undecided(Throwable failure, Receiver receiver) {
        RefusedException why = RefusedException.of(failure);
        if (why.getCause() instanceof Asking.Rejection) {
            LOG.debug("{} does not get a message: {}", receiver.session(), why.getMessage());
            return DROP;
        }
        LOG.warn("A message for {} is withheld: {}", receiver.session(), why.getMessage());
        return WITHHOLD;
    }
}
