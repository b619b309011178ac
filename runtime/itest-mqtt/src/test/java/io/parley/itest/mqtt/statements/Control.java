package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.GatewaySabotage;
import io.parley.itest.mqtt.server.Mutation;
import io.parley.itest.mqtt.server.PacketSabotage;
import io.parley.itest.mqtt.server.Sabotage;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.WithoutMethod;
import io.parley.itest.mqtt.server.WithoutRule;
import java.util.concurrent.atomic.AtomicBoolean;
import org.objectweb.asm.tree.ClassNode;

/**
 * What breaks a statement, to see that its test notices:
 *
 * <pre>
 *   rule                     the handler does not enforce the statement
 *   rule MQTT-1.5.3-1        nor another one, of which the statement is a case
 *   without Type.method      a method of the handler does nothing
 *   EVERYTHING_IS_QOS_0      the gateway behind the handler breaks a promise: {@link GatewaySabotage}
 *   rule + NAME              both
 *   drop 40                  packets are altered on their way to the client: {@link PacketSabotage}
 * </pre>
 */
final class Control {

    private final String text;
    private final Mutation mutation;
    private final Sabotage sabotage;
    private final AtomicBoolean changed = new AtomicBoolean();

    private Control(String text, Mutation mutation, Sabotage sabotage) {
        this.text = text;
        this.mutation = mutation;
        this.sabotage = sabotage;
    }

    static Control of(Statement statement) {
        Control all = new Control(statement.control(), Mutation.NONE, Sabotage.NONE);
        for (String part : statement.control().split(" \\+ ")) {
            all = all.and(part.equals("rule") ? "rule " + statement.id() : part);
        }
        return all;
    }

    private Control and(String part) {
        int blank = part.indexOf(' ');
        String rest = part.substring(blank + 1);
        return switch (part.substring(0, Math.max(0, blank))) {
            case "rule" -> new Control(text, new WithoutRule(rest), sabotage);
            case "without" -> new Control(text, new WithoutMethod(rest), sabotage);
            case "" -> new Control(text, mutation, GatewaySabotage.valueOf(part));
            default -> new Control(text, mutation, new PacketSabotage(part));
        };
    }

    /** A broken server. */
    Broker broker(Server server) {
        return Broker.broken(server, this::change, sabotage);
    }

    private boolean change(ClassNode type) {
        boolean any = mutation.change(type);
        if (any) {
            changed.set(true);
        }
        return any;
    }

    /** What was to be changed in the handler was found there. */
    void check() {
        if (mutation != Mutation.NONE && !changed.get()) {
            throw new AssertionError("There is nothing to take out of the handler by '" + text + "'");
        }
    }
}
