package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.spi.security.Authorizer;
import io.parley.spi.security.Authorizer.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Authorizer} keeps. */
public abstract class AuthorizerContract {

    /**
     * One under test, which lets the principal {@code anna} send to {@code topic:open/#}, receive from it but for {@code
     * topic:open/secret}, and do nothing else; nobody else may do anything.
     */
    protected abstract Authorizer authorizer();

    private static boolean anna(Authorizer authorizer, Action action, Address address) {
        return authorizer.allowed("anna", "c", action, address);
    }

    @Test
    void allowsWhatIsAllowedAndNothingElse() {
        Authorizer authorizer = authorizer();
        Address open = Address.topic("open/a");
        assertTrue(anna(authorizer, Action.SEND, open));
        assertTrue(anna(authorizer, Action.RECEIVE, open));
        assertTrue(anna(authorizer, Action.SEND, Address.topic("open/secret")));
        assertFalse(anna(authorizer, Action.RECEIVE, Address.topic("open/secret")));
        assertFalse(anna(authorizer, Action.SEND, Address.topic("other")));
        for (Address other : List.of(Address.queue("open/a"), Address.session("open/a"), Address.route("open/a"))) {
            for (Action action : authorizer.actions()) {
                assertFalse(anna(authorizer, action, other), other::toString);
            }
        }
        for (String principal : List.of("bernd", "anonymous", "", "Anna", "anna ", "#", "+")) {
            assertFalse(authorizer.allowed(principal, "anna", Action.SEND, open), principal);
        }
    }

    @Test
    void patternIsAllowedOnlyIfEverythingIsThatItCouldMatch() {
        Authorizer authorizer = authorizer();
        assertTrue(anna(authorizer, Action.RECEIVE, Address.topic("open/a/#")));
        assertTrue(anna(authorizer, Action.RECEIVE, Address.topic("open/a/+")));
        for (String tooMuch : List.of("#", "+/a", "open/#", "open/+", "+/secret", "open/secret/#")) {
            assertFalse(anna(authorizer, Action.RECEIVE, Address.topic(tooMuch)), tooMuch);
        }
    }

    @Test
    void oddNamesAreAnswered() {
        Authorizer authorizer = authorizer();
        String longest = "open/" + "a/".repeat(30_000);
        assertTrue(anna(authorizer, Action.SEND, Address.topic(longest)));
        for (String odd : List.of("/", "//", "$SYS/x", "%c", "%u", "open", "\ud800", "a/#/b", "a+")) {
            boolean first = anna(authorizer, Action.RECEIVE, Address.topic(odd));
            assertEquals(first, anna(authorizer, Action.RECEIVE, Address.topic(odd)), odd);
        }
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        Authorizer authorizer = authorizer();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 10_000; i++) {
                    assertTrue(anna(authorizer, Action.SEND, Address.topic("open/" + i)));
                    assertFalse(anna(authorizer, Action.SEND, Address.topic("closed/" + i)));
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
