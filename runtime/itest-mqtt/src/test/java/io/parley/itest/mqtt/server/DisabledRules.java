package io.parley.itest.mqtt.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rules that do not hold for one client, of a handler whose class {@code Rule} asks here. What a connection's lane runs is
 * run within {@link #during}.
 */
public final class DisabledRules {

    /** All hold. */
    static final DisabledRules NONE = new DisabledRules(Set.of());

    private static final ThreadLocal<DisabledRules> HERE = ThreadLocal.withInitial(() -> NONE);

    private final Set<String> rules;
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    /** @param rules for example {@code MQTT-3.1.2-3} */
    public DisabledRules(Set<String> rules) {
        this.rules = rules;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether one of them was broken, and nobody minded. */
    public boolean broken() {
        return !broken.isEmpty();
    }

    void during(Runnable task) {
        HERE.set(this);
        try {
            task.run();
        } finally {
            HERE.remove();
        }
    }

    /** Called by {@code Rule} when a rule was broken. */
    public static boolean violated(String rule) {
        DisabledRules here = HERE.get();
        boolean disabled = here.rules.contains(rule);
        if (disabled) {
            here.broken.add(rule);
        }
        return !disabled;
    }
}
