package io.parley.engine.internal;

import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.InterceptionLimits;
import io.parley.engine.plugin.InterceptionLimits.Overrun;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.timer.SystemTimers;
import io.parley.engine.timer.Timers;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.filter.Filter;
import io.parley.spi.interceptor.DispatchInterceptor;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.router.Router;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authorizer;
import io.parley.spi.serializer.Serializer;
import io.parley.spi.session.SessionListener;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands plug-in services to the registries as they come and go. An unbind returns when the plug-in's calls have ended: until then
 * its bundle is not stopped.
 */
@Component(service = PluginsComponent.class, configurationPid = "io.parley.plugins")
@Designate(ocd = PluginsConfig.class)
public final class PluginsComponent {

    private static final Logger LOG = LoggerFactory.getLogger(PluginsComponent.class);

    private static final String AUTHORIZER_NAME = "authorizer.name";

    private final SystemTimers timers = new SystemTimers();
    private final Workers workers = new Workers(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final AtomicReference<PluginLimits> limits = new AtomicReference<>(PluginLimits.DEFAULT);
    private final AtomicReference<InterceptionLimits> interceptionLimits =
            new AtomicReference<>(InterceptionLimits.DEFAULT);

    /** Made with the component, since services are bound before it is activated. */
    private final Plugins plugins = new Plugins(limits::get, interceptionLimits::get, workers, timers);

    private ServiceRegistration<Plugins> registration;

    Plugins plugins() {
        return plugins;
    }

    Workers workers() {
        return workers;
    }

    Timers timers() {
        return timers;
    }

    @Activate
    void activate(BundleContext context, Map<String, Object> properties) {
        modified(properties);
        registration = context.registerService(Plugins.class, plugins, null);
    }

    /** A wrong value leaves what was good before. */
    @Modified
    void modified(Map<String, Object> properties) {
        ConfigurationReader in = new ConfigurationReader("io.parley.plugins", properties);
        PluginLimits defaults = PluginLimits.DEFAULT;
        try {
            PluginLimits all = new PluginLimits(
                    in.number("drain.ms", (int) defaults.drainMillis(), 0, 600_000),
                    in.number("overrun.ms", (int) defaults.overrunMillis(), 10, 600_000),
                    in.number("parked.max", defaults.parked(), 0, 10_000_000));
            InterceptionLimits ofInterceptors = new InterceptionLimits(
                    Duration.ofMillis(in.number("interceptor.ms", 5_000, 10, 600_000)),
                    in.choice("interceptor.overrun", "reject", "reject", "pass").equals("pass")
                            ? Overrun.PASS
                            : Overrun.REJECT,
                    Duration.ofMillis(in.number("interceptor.delay.max.ms", 60_000, 0, 3_600_000)));
            limits.set(all);
            interceptionLimits.set(ofInterceptors);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
    }

    @Deactivate
    void close() {
        registration.unregister();
        workers.close();
        timers.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSerializer(Serializer service, Map<String, Object> properties) {
        bind(plugins.serializers(), "serializer.name", service, properties);
    }

    void updatedSerializer(Serializer service, Map<String, Object> properties) {
        change(plugins.serializers(), "serializer.name", service, properties);
    }

    void unbindSerializer(Serializer service) {
        plugins.serializers().remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCompressor(Compressor service, Map<String, Object> properties) {
        bind(plugins.compressors(), "compressor.name", service, properties);
    }

    void updatedCompressor(Compressor service, Map<String, Object> properties) {
        change(plugins.compressors(), "compressor.name", service, properties);
    }

    void unbindCompressor(Compressor service) {
        plugins.compressors().remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRouter(Router service, Map<String, Object> properties) {
        bind(plugins.routers(), "router.name", service, properties);
    }

    void updatedRouter(Router service, Map<String, Object> properties) {
        change(plugins.routers(), "router.name", service, properties);
    }

    void unbindRouter(Router service) {
        plugins.routers().remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindFilter(Filter service, Map<String, Object> properties) {
        bind(plugins.filters(), "filter.name", service, properties);
    }

    void updatedFilter(Filter service, Map<String, Object> properties) {
        change(plugins.filters(), "filter.name", service, properties);
    }

    void unbindFilter(Filter service) {
        plugins.filters().remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAuthenticator(Authenticator service, Map<String, Object> properties) {
        bind(plugins.authenticators(), "authenticator.name", service, properties);
    }

    void updatedAuthenticator(Authenticator service, Map<String, Object> properties) {
        change(plugins.authenticators(), "authenticator.name", service, properties);
    }

    void unbindAuthenticator(Authenticator service) {
        plugins.authenticators().remove(service);
    }

    /** Needs no name to be asked: where a listener names none, all are. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAuthorizer(Authorizer service, Map<String, Object> properties) {
        bind(plugins.authorizers(), authorizerKey(properties), service, properties);
    }

    void updatedAuthorizer(Authorizer service, Map<String, Object> properties) {
        change(plugins.authorizers(), authorizerKey(properties), service, properties);
    }

    void unbindAuthorizer(Authorizer service) {
        plugins.authorizers().remove(service);
    }

    private static String authorizerKey(Map<String, Object> properties) {
        return properties.containsKey(AUTHORIZER_NAME) ? AUTHORIZER_NAME : ComponentConstants.COMPONENT_NAME;
    }

    /** One that has no name of its own goes by its component's: so its next version is its successor. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindInterceptor(Interceptor service, Map<String, Object> properties) {
        bind(plugins.interceptors(), ComponentConstants.COMPONENT_NAME, service, properties);
    }

    void updatedInterceptor(Interceptor service, Map<String, Object> properties) {
        change(plugins.interceptors(), ComponentConstants.COMPONENT_NAME, service, properties);
    }

    void unbindInterceptor(Interceptor service) {
        plugins.interceptors().remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDispatchInterceptor(DispatchInterceptor service, Map<String, Object> properties) {
        bind(plugins.dispatchInterceptors(), ComponentConstants.COMPONENT_NAME, service, properties);
    }

    void updatedDispatchInterceptor(DispatchInterceptor service, Map<String, Object> properties) {
        change(plugins.dispatchInterceptors(), ComponentConstants.COMPONENT_NAME, service, properties);
    }

    void unbindDispatchInterceptor(DispatchInterceptor service) {
        plugins.dispatchInterceptors().remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSessionListener(SessionListener service, Map<String, Object> properties) {
        bind(plugins.sessionListeners(), ComponentConstants.COMPONENT_NAME, service, properties);
    }

    void updatedSessionListener(SessionListener service, Map<String, Object> properties) {
        change(plugins.sessionListeners(), ComponentConstants.COMPONENT_NAME, service, properties);
    }

    void unbindSessionListener(SessionListener service) {
        plugins.sessionListeners().remove(service);
    }

    private static <S> void bind(PluginRegistry<S> registry, String key, S service, Map<String, Object> properties) {
        Properties of = Properties.of(key, service, properties);
        registry.add(of.names, of.ranking, of.id, of.inline, service);
    }

    private static <S> void change(PluginRegistry<S> registry, String key, S service, Map<String, Object> properties) {
        Properties of = Properties.of(key, service, properties);
        registry.change(of.names, of.ranking, of.id, of.inline, service);
    }

    /** What a plug-in's service properties say. */
    private record Properties(List<String> names, int ranking, long id, boolean inline) {

        static Properties of(String key, Object service, Map<String, Object> properties) {
            Object value = properties.get(key);
            List<String> names = value instanceof String[] several
                    ? Arrays.asList(several)
                    : value instanceof String one ? List.of(one) : unnamed(key, service);
            int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
            long id = properties.get(Constants.SERVICE_ID) instanceof Long number ? number : 0;
            return new Properties(names, ranking, id, Boolean.TRUE.equals(properties.get("parley.inline")));
        }

        /** Interceptors, authorizers and listeners need not be components; any other plug-in without a name cannot be chosen. */
        private static List<String> unnamed(String key, Object service) {
            return key.equals(ComponentConstants.COMPONENT_NAME)
                    ? List.of(service.getClass().getName())
                    : List.of();
        }
    }
}
