package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.RefusedException;
import io.parley.engine.Engine;
import io.parley.engine.pipeline.Routes.Route;
import io.parley.engine.plugin.Plugins;
import io.parley.messaging.internal.routing.RouteConfiguration;
import io.parley.messaging.internal.routing.RouteTable;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One route's configuration. Rules are checked by the router, and expressions in them by their filters: when they are configured, and again
 * once what was missing then has come.
 */
@Component(
        service = RouteComponent.class,
        configurationPid = "io.parley.route",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = RouteConfig.class, factory = true)
public final class RouteComponent {

    private static final Logger LOG = LoggerFactory.getLogger(RouteComponent.class);

    private final RouteTable routes;
    private final Plugins plugins;

    /** When a plug-in or another route has come, changed or gone. */
    private final Runnable somethingChanged;

    /** What is in use; null for nothing. */
    private RouteConfiguration current; // guarded by this

    /** What is configured, and cannot be used as things stand; null for nothing. */
    private RouteConfiguration refused; // guarded by this

    /** Whether a plug-in that is missing has to look at {@link #current} yet. */
    private boolean unchecked; // guarded by this

    @Activate
    public RouteComponent(
            @Reference MessagingComponent messaging,
            @Reference Engine engine,
            @Reference Plugins plugins,
            Map<String, Object> properties) {
        this.routes = messaging.routes();
        this.plugins = plugins;
        this.somethingChanged = () -> engine.workers().execute(this::lookAgain);
        modified(properties);
        plugins.routers().onChange(somethingChanged);
        plugins.filters().onChange(somethingChanged);
        routes.onChange(somethingChanged);
        lookAgain();
    }

    @Deactivate
    public void close() {
        plugins.routers().forget(somethingChanged);
        plugins.filters().forget(somethingChanged);
        routes.forget(somethingChanged);
        drop();
    }

    private synchronized void drop() {
        if (current != null) {
            routes.remove(current.name(), current.pid());
        }
        current = null;
        refused = null;
        unchecked = false;
    }

    /** A wrong value leaves what was good before. */
    @Modified
    public synchronized void modified(Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        refused = null;
        try {
            RouteConfiguration wanted = RouteConfiguration.of(pid, properties);
            refused = wanted;
            use(wanted);
            LOG.info("route:{} is configured by {}", wanted.name(), pid);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    current == null ? "the configuration is not used" : "route:" + current.name() + " stays as it was");
        }
    }

    private synchronized void lookAgain() {
        if (refused != null) {
            tryAgain();
        } else if (unchecked) {
            checkAgain();
        }
    }

    private void tryAgain() {
        RouteConfiguration wanted = refused;
        try {
            use(wanted);
            LOG.info("route:{} is configured by {}, which could not be used before", wanted.name(), wanted.pid());
        } catch (IllegalArgumentException e) {
            LOG.debug("{}; still", e.getMessage());
        }
    }

    private void checkAgain() {
        RouteConfiguration checked = current;
        try {
            use(checked);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration is not used", e.getMessage());
            drop();
            refused = checked;
        }
    }

    private void use(RouteConfiguration wanted) {
        Optional<Set<Address>> targets;
        boolean complete;
        try {
            Route route = wanted.route();
            targets = plugins.routers().callHere(route.router(), router -> targets(router, route));
            complete = targets.isPresent() && checkFilters(route);
        } catch (PluginException | RefusedException e) {
            throw new IllegalArgumentException(wanted.pid() + ": rules are wrong: " + e.getMessage(), e);
        }
        routes.put(wanted, targets.orElse(Set.of()));
        if (current != null && !current.name().equals(wanted.name())) {
            routes.remove(current.name(), current.pid());
        }
        current = wanted;
        refused = null;
        unchecked = !complete;
    }

    private static Set<Address> targets(Router router, Route route) throws PluginException {
        router.check(route.rules());
        return Set.copyOf(router.targets(route.rules()));
    }

    /** False when a filter is missing. */
    private boolean checkFilters(Route route) throws PluginException {
        boolean all = true;
        Set<FilterExpression> expressions = plugins.routers()
                .callHere(route.router(), router -> router.filters(route.rules()))
                .orElse(Set.of());
        for (FilterExpression expression : expressions) {
            all &= plugins.filters()
                    .callHere(expression.language(), filter -> filter.compile(expression.text()))
                    .isPresent();
        }
        return all;
    }
}
