package io.parley.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** One instance of each name, while what is stored is taken up. Safe for all threads. */
final class Names {

    private static final UnaryOperator<String> NOBODY = name -> null;

    /** Null when they are kept no longer. */
    private volatile Map<String, String> all = new ConcurrentHashMap<>();

    private volatile UnaryOperator<String> known = NOBODY;

    String one(String name) {
        Map<String, String> now = all;
        if (now == null) {
            return name;
        }
        String its = known.apply(name);
        if (its == null) {
            its = now.putIfAbsent(name, name);
        }
        return its == null ? name : its;
    }

    synchronized void known(UnaryOperator<String> by) {
        if (all != null) {
            known = by;
        }
    }

    synchronized void end() {
        all = null;
        known = NOBODY;
    }
}
