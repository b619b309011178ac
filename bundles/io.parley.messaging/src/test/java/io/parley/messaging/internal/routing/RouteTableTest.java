package io.parley.messaging.internal.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Routes;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.timer.SystemTimers;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RouteTableTest {

    private final Workers workers = new Workers(1);
    private final SystemTimers timers = new SystemTimers();
    private final EngineCore engine = new EngineCore(
            EngineSettings.DEFAULT,
            new MemoryJournal(),
            new MemoryView(),
            new Plugins(() -> PluginLimits.DEFAULT, workers, timers),
            workers,
            timers,
            Set.of());
    private final RouteTable table = new RouteTable(new Assignments(engine));

    @AfterEach
    void close() {
        engine.close();
        timers.close();
        workers.close();
    }

    private static RouteConfiguration configuration(String name, String... more) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return RouteConfiguration.of("io.parley.route~" + name, properties);
    }

    private static Set<Address> targets(String... addresses) {
        return Arrays.stream(addresses).map(Address::parse).collect(Collectors.toSet());
    }

    private String refusal(RouteConfiguration configuration, String... targets) {
        return assertThrows(IllegalArgumentException.class, () -> table.put(configuration, targets(targets)))
                .getMessage();
    }

    @Test
    void aLoopIsNamedAndNothingChanges() {
        table.put(configuration("a"), targets("route:b", "queue:q"));
        table.put(configuration("b", "rules", "route:c"), targets("route:c"));
        assertEquals(
                "io.parley.route~c: rules may not lead back to route:c, as 'route:a' does:"
                        + " route:c -> route:a -> route:b -> route:c; allowed are targets from which no way comes back",
                refusal(configuration("c"), "queue:q", "route:a"));
        assertEquals(Optional.empty(), table.route(Address.route("c")));
        assertEquals(
                "io.parley.route~b: rules may not lead back to route:b, as 'route:b' does: route:b -> route:b;"
                        + " allowed are targets from which no way comes back",
                refusal(configuration("b"), "route:b"));
        assertEquals(
                "[route:c]",
                table.route(Address.route("b")).orElseThrow().rules().toString());
    }

    @Test
    void anAlternateMayCloseALoopToo() {
        table.put(configuration("a"), targets("route:b"));
        RouteConfiguration back = configuration("b", "unroutable", "alternate", "alternate", "route:a");
        assertEquals(
                "io.parley.route~b: alternate may not lead back to route:b, as 'route:a' does:"
                        + " route:b -> route:a -> route:b; allowed are targets from which no way comes back",
                refusal(back, "queue:q"));
        table.put(configuration("a"), targets("queue:q"));
        table.put(back, targets("queue:q"));
        assertEquals(
                "io.parley.route~a: rules may not lead back to route:a, as 'route:b' does:"
                        + " route:a -> route:b -> route:a; allowed are targets from which no way comes back",
                refusal(configuration("a"), "route:b"));
    }

    @Test
    void severalWaysToOneRouteAreNoLoop() {
        table.put(configuration("a"), targets("route:b", "route:c"));
        table.put(configuration("b"), targets("route:d"));
        table.put(configuration("c"), targets("route:d"));
        table.put(configuration("d"), targets("queue:q", "route:e"));
        assertEquals(Optional.empty(), table.route(Address.route("e")));
    }

    @Test
    void aNameBelongsToOneConfiguration() {
        table.put(configuration("a", "name", "in"), targets("queue:q"));
        assertEquals(
                "io.parley.route~b: name is one that no other configuration has, not 'in', which is configured by"
                        + " io.parley.route~a",
                refusal(configuration("b", "name", "in"), "queue:q"));
        table.remove("in", "io.parley.route~b");
        assertEquals(true, table.route(Address.route("in")).isPresent());
        table.remove("in", "io.parley.route~a");
        assertEquals(false, table.route(Address.route("in")).isPresent());
    }

    @Test
    void turnsGoOnWhenTheConfigurationChanges() {
        Address route = Address.route("a");
        table.put(configuration("a"), targets("queue:q"));
        assertEquals(0, table.turn(route));
        assertEquals(1, table.turn(route));
        table.put(configuration("a"), targets("queue:p"));
        assertEquals(2, table.turn(route));
    }

    @Test
    void wrongValuesAreNamed() {
        assertWrong("unroutable is reject, dead-letter or alternate, not 'drop'", "unroutable", "drop");
        assertWrong(
                "dead.letter is an address such as queue:dead, and no route, as long as unroutable is dead-letter, not ''",
                "unroutable",
                "dead-letter");
        assertWrong(
                "dead.letter is an address such as queue:dead, and no route, as long as unroutable is dead-letter, not"
                        + " 'route:x'",
                "unroutable",
                "dead-letter",
                "dead.letter",
                "route:x");
        assertWrong(
                "alternate is another address, such as queue:rest or route:other, as long as unroutable is alternate,"
                        + " not 'route:in'",
                "unroutable",
                "alternate",
                "alternate",
                "route:in");
        assertWrong("assignments.max is a whole number from 1 to 10000000, not '0'", "assignments.max", "0");
        assertWrong("content.type is a media type such as application/json, not 'json'", "content.type", "json");
    }

    private static void assertWrong(String words, String... properties) {
        assertEquals(
                "io.parley.route~in: " + words,
                assertThrows(IllegalArgumentException.class, () -> configuration("in", properties))
                        .getMessage());
    }

    @Test
    void listsComeInSeveralForms() {
        for (Object rules : new Object[] {new String[] {"queue:a", "queue:b"}, "[queue:a, queue:b]"}) {
            assertEquals(
                    new Routes.Route("direct", List.of("queue:a", "queue:b")),
                    RouteConfiguration.of("io.parley.route~x", Map.of("rules", rules))
                            .route());
        }
    }
}
