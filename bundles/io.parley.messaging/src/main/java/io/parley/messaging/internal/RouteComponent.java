package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.engine.pipeline.Routes;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.configuration.ListText;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One route's configuration. */
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
    private String name = "";

    @Activate
    public RouteComponent(
            @Reference MessagingComponent messaging,
            @Reference Plugins plugins,
            RouteConfig config,
            Map<String, Object> properties) {
        this.routes = messaging.routes();
        this.plugins = plugins;
        apply(config, properties);
    }

    @Modified
    void modified(RouteConfig config, Map<String, Object> properties) {
        apply(config, properties);
    }

    @Deactivate
    void close() {
        routes.remove(name);
    }

    /** A wrong value leaves what was good before. Rules are checked by the router, once it is there. */
    private void apply(RouteConfig config, Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        String wanted = config.name().isEmpty() ? pid.substring(pid.indexOf('~') + 1) : config.name();
        List<String> rules = Arrays.stream(config.rules())
                .flatMap(text -> ListText.parse(text).orElse(List.of(text)).stream())
                .toList();
        String type = config.content_type();
        try {
            if (!type.isEmpty() && !type.matches("[^\\s/]+/[^\\s/]+")) {
                throw new PluginException("content.type is a media type such as application/json, not '" + type + "'");
            }
            plugins.routers().callHere(config.router(), router -> {
                check(router, rules);
                return true;
            });
        } catch (PluginException | RefusedException e) {
            LOG.error(
                    "{}: {}; {}",
                    pid,
                    e.getMessage(),
                    name.isEmpty() ? "the configuration is not used" : "route:" + name + " stays as it was");
            return;
        }
        routes.put(
                wanted,
                new Routes.Route(config.router(), rules, type.isEmpty() ? Optional.empty() : Optional.of(type)));
        if (!name.isEmpty() && !name.equals(wanted)) {
            routes.remove(name);
        }
        name = wanted;
        LOG.info("route:{} is configured by {}", name, pid);
    }

    private static void check(Router router, List<String> rules) throws PluginException {
        try {
            router.check(rules);
        } catch (PluginException e) {
            throw new PluginException("rules are wrong: " + e.getMessage(), e);
        }
    }
}
