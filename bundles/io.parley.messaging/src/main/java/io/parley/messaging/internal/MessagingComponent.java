package io.parley.messaging.internal;

import io.parley.api.message.MessageService;
import io.parley.api.message.QueueAdmin;
import io.parley.engine.Engine;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.status.Status;
import io.parley.messaging.internal.request.Requests;
import io.parley.messaging.internal.routing.Assignments;
import io.parley.messaging.internal.routing.RouteMetrics;
import io.parley.messaging.internal.routing.RouteTable;
import io.parley.messaging.internal.sending.DelayResidence;
import io.parley.messaging.internal.sending.Sending;
import io.parley.messaging.internal.sending.SendingSettings;
import io.parley.messaging.internal.streaming.UploadLimits;
import io.parley.messaging.internal.streaming.Uploads;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.MetricSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings messaging into the engine, and offers it. */
@Component(service = MessagingComponent.class, configurationPid = "io.parley.messaging", immediate = true)
@Designate(ocd = MessagingConfig.class)
public final class MessagingComponent {

    private static final Logger LOG = LoggerFactory.getLogger(MessagingComponent.class);

    private final Engine engine;
    private final QueueDirectory queues = new QueueDirectory();
    private final Requests requests;
    private final Assignments assignments;
    private final RouteTable routes;
    private final AtomicReference<InboxLimits> limits = new AtomicReference<>(InboxLimits.DEFAULT);
    private final AtomicReference<SendingSettings> sendingSettings = new AtomicReference<>(SendingSettings.DEFAULT);
    private final AtomicReference<UploadLimits> uploadLimits = new AtomicReference<>(UploadLimits.DEFAULT);
    private final Uploads uploads;
    private final Sending sending;
    private final Messaging messaging;
    private final AtomicReference<SlowLimits> slowLimits = new AtomicReference<>(SlowLimits.DEFAULT);
    private final SlowWatch slow;
    private final ServiceRegistration<?>[] registrations;

    @Activate
    public MessagingComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference Pipeline pipeline,
            @Reference Plugins plugins) {
        this.engine = engine;
        requests = new Requests(engine, pipeline);
        modified(properties);
        assignments = new Assignments(engine);
        routes = new RouteTable(assignments);
        sending = new Sending(engine, pipeline, sendingSettings::get, DelayResidence.DEFAULT, queues::checkRoom);
        Transfer transfer = new Transfer(engine, plugins, queues);
        messaging = new Messaging(engine, plugins, queues, transfer, sending, requests, limits::get);
        Together together = new Together(engine, pipeline, plugins, queues, sending);
        uploads = new Uploads(engine, pipeline, uploadLimits::get);
        pipeline.sends(sending);
        pipeline.acceptor(new QueueAcceptor(queues, requests));
        pipeline.acceptor(new SessionAcceptor(messaging));
        pipeline.routes(routes);
        engine.join(assignments);
        engine.join(messaging);
        slow = new SlowWatch(engine, messaging.shards(), slowLimits::get);
        slow.begin();
        registrations = new ServiceRegistration<?>[] {
            context.registerService(
                    MessageService.class,
                    new MessageServiceImpl(engine, pipeline, plugins, messaging, queues, requests, together, uploads),
                    null),
            context.registerService(
                    QueueAdmin.class, new QueueAdminImpl(engine, pipeline, transfer, messaging, queues), null),
            context.registerService(Inboxes.class, messaging, null),
            context.registerService(SessionPart.class, new InboxPart(engine, messaging, sending, limits::get), null),
            context.registerService(Status.class, new MessagingStatus(pipeline, messaging, queues), null),
            context.registerService(MetricSource.class, new MessagingMetrics(pipeline, messaging), null),
            context.registerService(MetricSource.class, new RouteMetrics(routes), null),
            context.registerService(MetricSource.class, requests, null),
            context.registerService(MetricSource.class, uploads, null),
            context.registerService(Health.class, slow, null)
        };
    }

    QueueDirectory queues() {
        return queues;
    }

    RouteTable routes() {
        return routes;
    }

    /** A wrong value leaves what was good before. */
    @Modified
    public void modified(Map<String, Object> properties) {
        ConfigurationReader in = new ConfigurationReader("io.parley.messaging", properties);
        try {
            InboxLimits inbox = InboxLimits.of(in);
            SendingSettings sends = SendingSettings.of(in);
            SlowLimits slowest = SlowLimits.of(in);
            UploadLimits streams = UploadLimits.of(in);
            int mostRequests = in.number("requests.max", Requests.USUAL_MOST, 1, 1_000_000);
            queues.limit(in.number("queues.max", 100_000, 1, 10_000_000), in.flag("queues.create", true));
            requests.limit(mostRequests);
            limits.set(inbox);
            slowLimits.set(slowest);
            uploadLimits.set(streams);
            sendingSettings.set(sends);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
    }

    @Deactivate
    public void close() {
        for (ServiceRegistration<?> registration : registrations) {
            registration.unregister();
        }
        slow.end();
        uploads.close();
        requests.close();
        sending.end();
        engine.leave(messaging);
        queues.clear();
        engine.leave(assignments);
    }
}
