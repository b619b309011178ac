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
import io.parley.spi.router.Fields;
import io.parley.spi.router.Router;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Router} keeps. */
public abstract class RouterContract {

    private static final Fields NO_FIELDS = path -> Optional.empty();

    /** The one under test; asked for once a test. */
    protected abstract Router router();

    /** Rules that send each message to just those addresses. */
    protected abstract List<String> rulesTo(List<Address> targets);

    /** Lists of rules of which each is wrong. */
    protected abstract List<List<String>> wrongRules();

    private static Message message() {
        return Message.to(Address.route("r")).payload(Payload.utf8("{}")).build();
    }

    @Test
    void targetsGetTheMessageOnceInTheRulesOrder() throws Exception {
        List<Address> targets =
                List.of(Address.queue("b"), Address.topic("x/y"), Address.session("s"), Address.queue("a"));
        List<Address> twice = new ArrayList<>(targets);
        twice.addAll(targets);

        List<Address> routed = router().route(message(), rulesTo(twice), NO_FIELDS);

        assertEquals(targets, routed);
        assertEquals(routed.size(), new HashSet<>(routed).size());
    }

    @Test
    void goodRulesPassTheCheck() {
        assertDoesNotThrow(() -> router().check(rulesTo(List.of(Address.queue("a"), Address.topic("t")))));
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
            assertEquals(List.of(target), router.route(message(), rulesTo(List.of(target)), NO_FIELDS));
        }
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Router router = router();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            List<Address> targets = List.of(Address.queue("q" + thread), Address.topic("t"));
            List<String> rules = rulesTo(targets);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 1000; round++) {
                    try {
                        assertEquals(targets, router.route(message(), rules, NO_FIELDS));
                    } catch (PluginException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
