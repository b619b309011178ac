package io.parley.messaging.internal.routing;

import io.parley.api.message.Address;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.pipeline.Routes.Route;
import io.parley.engine.pipeline.Routes.Unroutable;
import io.parley.spi.configuration.ListText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One route's configuration, validated as far as that is possible without its router.
 *
 * @param pid for people
 * @param name of the route
 * @param route as it is to be
 * @param assignments the most keys for which it keeps an address
 */
public record RouteConfiguration(String pid, String name, Route route, int assignments) {

    private static final int MOST_ASSIGNMENTS = 10_000_000;

    /**
     * Reads what Config Admin has.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    public static RouteConfiguration of(String pid, Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(pid, properties);
        String name = name(in);
        return new RouteConfiguration(
                pid,
                name,
                new Route(in.text("router", "direct"), rules(in), contentType(in), unroutable(in, name)),
                in.number("assignments.max", RouteMemory.DEFAULT_MOST, 1, MOST_ASSIGNMENTS));
    }

    private static String name(ConfigurationReader in) {
        String name = in.text("name", "");
        return name.isEmpty() ? in.pid().substring(in.pid().indexOf('~') + 1) : name;
    }

    private static List<String> rules(ConfigurationReader in) {
        Object value = in.properties().get("rules");
        List<?> texts = value == null
                ? List.of()
                : value instanceof Object[] array
                        ? Arrays.asList(array)
                        : value instanceof List<?> list ? list : List.of(value);
        return texts.stream()
                .map(String::valueOf)
                .flatMap(text -> ListText.parse(text).orElse(List.of(text)).stream())
                .toList();
    }

    private static Optional<String> contentType(ConfigurationReader in) {
        String type = in.text("content.type", "");
        if (!type.isEmpty() && !type.matches("[^\\s/]+/[^\\s/]+")) {
            throw in.wrong("content.type", "a media type such as application/json", type);
        }
        return Optional.of(type).filter(text -> !text.isEmpty());
    }

    private static Unroutable unroutable(ConfigurationReader in, String name) {
        return switch (in.choice("unroutable", "reject", "reject", "dead-letter", "alternate")) {
            case "dead-letter" -> new Unroutable.DeadLetter(deadLetter(in));
            case "alternate" -> new Unroutable.Alternate(alternate(in, name));
            default -> Unroutable.REJECT;
        };
    }

    private static Address deadLetter(ConfigurationReader in) {
        String allowed = "an address such as queue:dead, and no route, as long as unroutable is dead-letter";
        Address address = address(in, "dead.letter", allowed);
        if (address.kind() == Address.Kind.ROUTE) {
            throw in.wrong("dead.letter", allowed, address.toString());
        }
        return address;
    }

    private static Address alternate(ConfigurationReader in, String name) {
        String allowed = "another address, such as queue:rest or route:other, as long as unroutable is alternate";
        Address address = address(in, "alternate", allowed);
        if (address.equals(Address.route(name))) {
            throw in.wrong("alternate", allowed, address.toString());
        }
        return address;
    }

    private static Address address(ConfigurationReader in, String key, String allowed) {
        String text = in.text(key, "");
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw in.wrong(key, allowed, text);
        }
    }
}
