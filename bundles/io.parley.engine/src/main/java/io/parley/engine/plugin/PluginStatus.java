package io.parley.engine.plugin;

/**
 * What one name of one kind of plug-in has done so far.
 *
 * @param instances running now
 * @param holds calls under way
 * @param calls so far
 * @param failures calls that ended in an exception
 * @param redone calls whose result came too late and that the successor did again
 * @param overruns calls that took longer than allowed
 * @param parked pieces of work that wait for it just now
 */
public record PluginStatus(
        String kind,
        String name,
        int instances,
        int holds,
        long calls,
        long failures,
        long redone,
        long overruns,
        int parked) {}
