package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Load;
import io.parley.spi.router.Surroundings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What one call of a router may ask. For the thread of the call. */
final class RouteSurroundings implements Surroundings {

    private final Address route;
    private final Message message;
    private final long turn;
    private final Routes routes;
    private final Plugins plugins;
    private final Function<Address, Load> loads;
    private final PayloadFields fields;
    private final Set<String> keys = new LinkedHashSet<>();

    RouteSurroundings(
            Address route, Message message, long turn, Routes routes, Plugins plugins, Function<Address, Load> loads) {
        this.route = route;
        this.message = message;
        this.turn = turn;
        this.routes = routes;
        this.plugins = plugins;
        this.loads = loads;
        this.fields = new PayloadFields(message, plugins);
    }

    /** The keys whose addresses were asked for or given. */
    List<String> keys() {
        return List.copyOf(keys);
    }

    @Override
    public Optional<Object> field(String path) throws PluginException {
        return fields.field(path);
    }

    @Override
    public Load load(Address address) {
        return loads.apply(address);
    }

    @Override
    public long turn() {
        return turn;
    }

    @Override
    public boolean passes(FilterExpression expression) throws PluginException {
        return plugins.messageFilters().passes(expression, message);
    }

    @Override
    public Optional<Address> assigned(String key) {
        keys.add(key);
        return routes.assigned(route, key);
    }

    @Override
    public Address assign(String key, Optional<Address> expected, Address address) {
        keys.add(key);
        return routes.assign(route, key, expected, address);
    }
}
