package io.parley.engine.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be configured under one PID.
 *
 * @param pid the PID, of a factory without an instance's name
 * @param factory whether there can be many of it, each named {@code <pid>~<name>}
 * @param keys by name; several bundles may add to them, as protocols do to a listener's
 */
public record PidDefinition(String pid, boolean factory, SortedMap<String, KeyDefinition> keys) {

    public PidDefinition {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** With the keys of both. */
    PidDefinition with(PidDefinition other) {
        SortedMap<String, KeyDefinition> all = new TreeMap<>(keys);
        all.putAll(other.keys);
        return new PidDefinition(pid, factory, all);
    }
}
