package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Router} keeps. */
public abstract class RouterContract {

    private static final Surroundings NOTHING = path -> Optional.empty();

    /** The one under test; asked for once a test. */
    protected abstract Router router();

    /** Rules by which each message goes to all of those addresses, or, where the router chooses one, to any of them. */
    protected abstract List<String> rulesTo(List<Address> targets);

    /** Lists of rules of which each is wrong. */
    protected abstract List<List<String>> wrongRules();

    /** Whether the router sends a message to one of several targets alone. */
    protected boolean choosesOne() {
        return false;
    }

    private static Message message() {
        return Message.to(Address.route("r")).payload(Payload.utf8("{}")).build();
    }

    private static Set<Address> addresses(int count) {
        Set<Address> all = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            all.add(Address.queue("q" + i));
        }
        return all;
    }

    private void assertRouted(List<Address> targets, List<Address> routed) {
        if (choosesOne()) {
            assertEquals(1, routed.size());
            assertTrue(targets.containsAll(routed), routed::toString);
        } else {
            assertEquals(targets, routed);
        }
    }

    @Test
    void targetsGetTheMessageOnceInTheRulesOrder() throws Exception {
        List<Address> targets = List.of(
                Address.queue("b"), Address.topic("x/y"), Address.session("s"), Address.queue("a"), Address.route("c"));
        Router router = router();
        List<String> rules = rulesTo(targets);
        for (MemorySurroundings around = new MemorySurroundings(); around.turn() < 20; around.next()) {
            assertRouted(targets, router.route(message(), rules, around));
        }
    }

    @Test
    void addressesMayBeNamedTwice() throws Exception {
        List<Address> targets = List.of(Address.queue("b"), Address.topic("x/y"));
        List<Address> twice = new ArrayList<>(targets);
        twice.addAll(targets);
        List<String> rules = rulesTo(twice);
        Router router = router();
        try {
            router.check(rules);
        } catch (PluginException e) {
            assertTrue(rules.stream().anyMatch(e.getMessage()::contains), e.getMessage());
            return;
        }
        assertRouted(targets, router.route(message(), rules, NOTHING));
    }

    @Test
    void goodRulesPassTheCheckAndNameTheirTargets() throws Exception {
        Router router = router();
        Set<Address> targets = addresses(3);
        targets.add(Address.route("other"));
        List<String> rules = rulesTo(List.copyOf(targets));
        assertDoesNotThrow(() -> router.check(rules));
        assertEquals(targets, router.targets(rules));
        assertEquals(Set.of(), router.filters(rules));
    }

    @Test
    void aMessageThatIsDecidedAboutAgainGoesTheSameWay() throws Exception {
        Router router = router();
        List<String> rules = rulesTo(List.copyOf(addresses(7)));
        MemorySurroundings around = new MemorySurroundings();
        for (int i = 0; i < 50; i++) {
            Message message = message();
            assertEquals(router.route(message, rules, around), router.route(message, rules, around));
            around.next();
        }
    }

    @Test
    void itsSuccessorGoesOnWhereItEnded() throws Exception {
        Router router = router();
        Router successor = successor(router);
        List<String> rules = rulesTo(List.copyOf(addresses(5)));
        MemorySurroundings one = new MemorySurroundings();
        MemorySurroundings other = new MemorySurroundings();
        for (int i = 0; i < 50; i++) {
            Message message = message().with().orderingKey("k" + i % 9).build();
            Router swapped = i % 2 == 0 ? router : successor;
            assertEquals(router.route(message, rules, one), swapped.route(message, rules, other), "message " + i);
            one.next();
            other.next();
        }
    }

    /** Another instance of the same router; by default made by its constructor without arguments, as in an update of its bundle. */
    protected Router successor(Router router) throws ReflectiveOperationException {
        return router.getClass().getConstructor().newInstance();
    }

    @Test
    void wrongRulesAreNamed() {
        for (List<String> rules : wrongRules()) {
            String message = assertThrows(PluginException.class, () -> router().check(rules), rules::toString)
                    .getMessage();
            assertFalse(message.isBlank());
            assertTrue(rules.isEmpty() || rules.stream().anyMatch(message::contains), message);
        }
    }

    @Test
    void anotherListIsAnotherConfiguration() throws Exception {
        Router router = router();
        for (int i = 0; i < 300; i++) {
            Address target = Address.queue("q" + i);
            assertEquals(List.of(target), router.route(message(), rulesTo(List.of(target)), NOTHING));
        }
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Router router = router();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            List<Address> targets = List.of(Address.queue("q" + thread), Address.topic("t" + thread));
            List<String> rules = rulesTo(targets);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 1000; round++) {
                    try {
                        assertRouted(targets, router.route(message(), rules, NOTHING));
                    } catch (PluginException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
