package io.parley.engine;

import io.parley.engine.shard.NameTable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One instance of each name, while a start takes up a million of them several times. In parts, so that threads seldom wait for each other. */
final class Names {

    private static final int PARTS = 256;

    /** Each guarded by itself. */
    private final List<NameTable<String>> parts = Stream.generate(() -> new NameTable<String>(Function.identity()))
            .limit(PARTS)
            .toList();

    /** That instance of the name that came first. Any thread. */
    String one(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        NameTable<String> part = parts.get(hash >>> 24);
        synchronized (part) {
            String before = part.get(name);
            if (before == null) {
                part.put(name);
            }
            return before == null ? name : before;
        }
    }
}
