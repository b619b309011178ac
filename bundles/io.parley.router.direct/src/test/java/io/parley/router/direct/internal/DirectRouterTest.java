package io.parley.router.direct.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.testkit.RouterContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectRouterTest extends RouterContract {

    private final DirectRouter router = new DirectRouter();

    @Override
    protected Router router() {
        return router;
    }

    @Override
    protected List<String> rulesTo(List<Address> targets) {
        return targets.stream().map(Address::toString).toList();
    }

    @Override
    protected List<List<String>> wrongRules() {
        return List.of(List.of(), List.of("orders"), List.of("queue:"), List.of(""));
    }

    @Test
    void aWrongRuleIsQuoted() {
        String message = assertThrows(PluginException.class, () -> router.check(List.of("queue:a", "kueue:b")))
                .getMessage();

        assertEquals(
                "Rule 'kueue:b': 'kueue:b' is no address: it starts with queue:, topic:, session:, route:, principal: or group:",
                message);
    }
}
