package io.parley.itest.input;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Tests of input at a server of their own; after each of them a load of healthy clients goes through unharmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InputScenarios {

    private final String name;
    private InputServer server;

    /** @param name of the data folder */
    InputScenarios(String name) {
        this.name = name;
    }

    @BeforeAll
    final void start() throws IOException {
        server = new InputServer(name);
    }

    @AfterAll
    final void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    final void healthyClientsAreServed() throws IOException {
        server.serves();
    }

    final InputServer server() {
        return server;
    }
}
