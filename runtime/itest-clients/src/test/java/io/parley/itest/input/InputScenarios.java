package io.parley.itest.input;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Tests of input at the shared server; after each of them a load of healthy clients goes through unharmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InputScenarios {

    private InputServer server;

    @BeforeAll
    final void start() throws IOException {
        server = InputServer.get();
    }

    @AfterEach
    final void healthyClientsAreServed() throws IOException {
        server.serves();
    }

    final InputServer server() {
        return server;
    }
}
