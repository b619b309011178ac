package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.DisabledRules;
import io.parley.itest.mqtt.server.GatewaySabotage;
import io.parley.itest.mqtt.server.Mutation;
import io.parley.itest.mqtt.server.PacketSabotage;
import io.parley.itest.mqtt.server.Sabotage;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.WithoutMethod;
import java.util.Arrays;
import java.util.Set;
import org.objectweb.asm.tree.ClassNode;

/**
 * What breaks a statement, to see that its test notices:
 *
 * <pre>
 *   rule                     the handler does not enforce the statement
 *   rule MQTT-1.5.3-1        nor another one, of which the statement is a case
 *   without Type.method      a method of the handler does nothing
 *   returns 1 Type.method    a method of the handler returns that number; 1 is true
 *   EVERYTHING_IS_QOS_0      the gateway behind the handler breaks a promise: {@link GatewaySabotage}
 *   rule + NAME              both
 *   drop 40                  packets are altered on their way to the client: {@link PacketSabotage}
 * </pre>
 */
final class Control {

    private final String text;
    private Set<String> rules = Set.of();
    private Mutation mutation = Mutation.NONE;
    private Sabotage sabotage = Sabotage.NONE;
    private DisabledRules disabled;
    private volatile boolean changed;

    private Control(Statement statement) {
        text = statement.control();
        for (String part : text.split(" \\+ ")) {
            add(part.equals("rule") ? "rule " + statement.id() : part);
        }
    }

    static Control of(Statement statement) {
        return new Control(statement);
    }

    private void add(String part) {
        String[] words = part.split(" ");
        if (words.length == 1) {
            sabotage = GatewaySabotage.valueOf(part);
            return;
        }
        switch (words[0]) {
            case "rule" -> rules = Set.of(Arrays.copyOfRange(words, 1, words.length));
            case "without" -> mutation = new WithoutMethod(words[1], 0);
            case "returns" -> mutation = new WithoutMethod(words[2], Integer.parseInt(words[1]));
            default -> sabotage = new PacketSabotage(part);
        }
    }

    /** A broken server. */
    Broker broker(Server server) {
        disabled = new DisabledRules(rules);
        return Broker.broken(server, disabled, new Noted(), sabotage);
    }

    /** Knows whether there was anything to change. */
    private final class Noted implements Mutation {

        @Override
        public boolean concerns(String type) {
            return mutation.concerns(type);
        }

        @Override
        public boolean change(ClassNode type) {
            boolean any = mutation.change(type);
            changed |= any;
            return any;
        }
    }

    /**
     * What was to be broken really was: the handler came to the rule, or has the method.
     *
     * @param noticed what the test said
     */
    void check(Throwable noticed) {
        boolean really = rules.isEmpty() ? mutation == Mutation.NONE || changed : disabled.broken();
        if (!really) {
            throw new AssertionError("Nothing was broken by '" + text + "'", noticed);
        }
    }
}
