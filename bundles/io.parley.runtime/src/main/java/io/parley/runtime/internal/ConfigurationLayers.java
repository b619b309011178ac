package io.parley.runtime.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each PID is configured to, from several sources: the files of some folders, each folder above the one before it, and
 * the command line above all of them. A key of an upper source hides that key of a lower one. Not safe for threads.
 *
 * @param <F> what identifies a folder
 */
final class ConfigurationLayers<F> {

    private final List<F> folders;
    private final Map<F, Map<String, Map<String, String>>> files = new HashMap<>();
    private final Map<String, Map<String, String>> settings = new HashMap<>();

    /** Folders from the lowest to the highest. */
    ConfigurationLayers(List<F> folders) {
        this.folders = List.copyOf(folders);
        folders.forEach(folder -> files.put(folder, new HashMap<>()));
    }

    boolean has(F folder) {
        return files.containsKey(folder);
    }

    void set(String pid, String key, String value) {
        settings.computeIfAbsent(pid, any -> new TreeMap<>()).put(key, value);
    }

    void put(F folder, String pid, Map<String, String> values) {
        files.get(folder).put(pid, values);
    }

    void remove(F folder, String pid) {
        files.get(folder).remove(pid);
    }

    SortedSet<String> pids() {
        SortedSet<String> pids = new TreeSet<>(settings.keySet());
        files.values().forEach(folder -> pids.addAll(folder.keySet()));
        return pids;
    }

    /** The values of a PID; empty when no source has it any more. */
    Optional<Map<String, String>> effective(String pid) {
        List<Map<String, String>> sources = new ArrayList<>();
        folders.forEach(folder -> sources.add(files.get(folder).get(pid)));
        sources.add(settings.get(pid));
        sources.removeIf(source -> source == null);
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> values = new TreeMap<>();
        sources.forEach(values::putAll);
        return Optional.of(values);
    }

    /** Whether the command line sets the key. */
    boolean isSet(String pid, String key) {
        return settings.getOrDefault(pid, Map.of()).containsKey(key);
    }

    /** The folder whose file the value of a key is from, unless the command line sets it. */
    Optional<F> origin(String pid, String key) {
        Optional<F> found = Optional.empty();
        for (F folder : folders) {
            if (files.get(folder).getOrDefault(pid, Map.of()).containsKey(key)) {
                found = Optional.of(folder);
            }
        }
        return found;
    }
}
