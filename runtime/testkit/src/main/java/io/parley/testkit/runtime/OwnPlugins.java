package io.parley.testkit.runtime;

import io.parley.engine.plugin.Plugins;
import io.parley.filter.selector.internal.SelectorFilter;
import io.parley.router.balance.internal.FirstAvailableRouter;
import io.parley.router.balance.internal.LeastLoadedRouter;
import io.parley.router.balance.internal.RoundRobinRouter;
import io.parley.router.balance.internal.WeightedRouter;
import io.parley.router.content.internal.ContentRouter;
import io.parley.router.direct.internal.BroadcastRouter;
import io.parley.router.direct.internal.DirectRouter;
import io.parley.router.key.internal.ConsistentHashRouter;
import io.parley.router.key.internal.StickyRouter;
import io.parley.router.topic.internal.TopicRouter;
import io.parley.serializer.json.internal.JsonSerializer;
import io.parley.spi.router.Router;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;

/** Plug-ins of Parley's own that are there from the beginning, below all others. */
final class OwnPlugins {

    private static final int RANKING = -1;

    private OwnPlugins() {}

    static void addTo(Plugins plugins, BundleContext context) {
        plugins.serializers().add(List.of("application/json"), RANKING, 0, false, new JsonSerializer(context));
        plugins.filters().add(List.of("selector"), RANKING, 0, true, new SelectorFilter());
        routers().forEach((name, router) -> plugins.routers().add(List.of(name), RANKING, 0, true, router));
    }

    private static Map<String, Router> routers() {
        return Map.of(
                "direct", new DirectRouter(),
                "broadcast", new BroadcastRouter(),
                "topic", new TopicRouter(),
                "content", new ContentRouter(),
                "round-robin", new RoundRobinRouter(),
                "weighted", new WeightedRouter(),
                "least-loaded", new LeastLoadedRouter(),
                "first-available", new FirstAvailableRouter(),
                "consistent-hash", new ConsistentHashRouter(),
                "sticky", new StickyRouter());
    }
}
