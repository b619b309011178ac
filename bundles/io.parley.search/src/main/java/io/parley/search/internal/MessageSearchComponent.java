package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.search.MessageSearch;
import io.parley.engine.Engine;
import io.parley.engine.contract.Histories;
import io.parley.spi.configuration.DataFolder;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the search in messages, as far as the configuration has them indexed. {@link SearchComponent} tells what is wrong with a configuration. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
public final class MessageSearchComponent {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSearchComponent.class);

    private static final String OFF = "No messages are indexed: 'messages' of " + Settings.PID + " says which ones are";

    private static final MessageSearch NONE =
            (text, agent, after, limit) -> CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, OFF));

    private final BundleContext context;
    private final Engine engine;
    private final Histories histories;
    private Settings settings;
    private MessageSearchCore core;
    private List<ServiceRegistration<?>> registrations = List.of();

    @Activate
    public MessageSearchComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Histories histories) {
        this.context = context;
        this.engine = engine;
        this.histories = histories;
        begin(settings(properties, Settings.of(Map.of(), DataFolder.of(context))));
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public synchronized void modified(Map<String, Object> properties) {
        Settings next = settings(properties, settings);
        if (!next.equals(settings)) {
            deactivate();
            begin(next);
        }
    }

    private Settings settings(Map<String, Object> properties, Settings otherwise) {
        try {
            return Settings.of(properties, DataFolder.of(context));
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    private void begin(Settings next) {
        settings = next;
        boolean wanted = !next.messages().isEmpty();
        SearchHealth health = new SearchHealth("search.messages", "messages");
        MessageSearch search = NONE;
        try {
            if (wanted) {
                core = new MessageSearchCore(histories, engine.timers(), engine.workers(), next);
                search = core;
                health.use(core.keeping(), core.feed()::lacks);
            } else {
                IndexFolder.clear(next.messageFolder());
            }
        } catch (IOException e) {
            String why = "There is no search in messages, since " + next.messageFolder() + " cannot be used: " + e;
            LOG.error("{}", why);
            health.without(why);
        }
        MessageSearchCore opened = core;
        registrations = new ArrayList<>(List.of(
                context.registerService(MessageSearch.class, search, null),
                context.registerService(MetricSource.class, () -> metrics(opened), null)));
        if (wanted) {
            registrations.add(context.registerService(Health.class, health, null));
        }
    }

    /** @param opened null for none */
    private static List<Metric> metrics(MessageSearchCore opened) {
        return List.of(
                Metric.gauge(
                        "search.messages",
                        "Messages in the index of the search",
                        opened == null ? 0 : opened.keeping().size()),
                Metric.counter(
                        "search.messages.without",
                        "Messages that were read for the index and have no text",
                        opened == null ? 0 : opened.feed().without()));
    }

    @Deactivate
    public synchronized void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations = List.of();
        if (core != null) {
            try {
                core.close();
            } catch (IOException e) {
                LOG.warn("The index of messages was not closed in order: {}", e.toString());
            }
            core = null;
        }
    }
}
