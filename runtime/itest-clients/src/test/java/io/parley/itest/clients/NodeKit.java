package io.parley.itest.clients;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** MQTT.js on Node. */
final class NodeKit extends ScriptKit {

    NodeKit() {
        super(".cjs");
    }

    @Override
    public void prepare() throws IOException {
        if (!Unpacked.works(List.of("node", "--version"), Map.of())) {
            abort("Node is not installed");
        }
        use("node", Map.of("NODE_PATH", Unpacked.node().toString()));
    }
}
