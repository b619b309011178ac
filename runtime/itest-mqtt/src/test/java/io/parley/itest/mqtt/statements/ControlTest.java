package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.Shared;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each statement's test fails when the statement is broken. */
@ExtendWith(Shared.class)
final class ControlTest {

    static Stream<Statement> version311() {
        return controlled("3.1.1");
    }

    static Stream<Statement> version5() {
        return controlled("5.0");
    }

    private static Stream<Statement> controlled(String version) {
        return Statement.all(version).stream().filter(row -> !row.control().isEmpty());
    }

    @ParameterizedTest
    @MethodSource({"version311", "version5"})
    void isNoticed(Statement statement, Server server) throws ReflectiveOperationException {
        Control control = Control.of(statement);
        Throwable noticed = null;
        for (String name : statement.tests()) {
            try (NamedTest test = NamedTest.of(name, control.broker(server))) {
                test.run();
            } catch (AssertionError | RuntimeException expected) {
                noticed = expected;
                break;
            }
        }
        control.check(noticed);
        if (noticed == null) {
            throw new AssertionError(statement.tests() + " did not notice '" + statement.control() + "'");
        }
    }
}
