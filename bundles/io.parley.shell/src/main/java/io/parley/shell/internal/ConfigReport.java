package io.parley.shell.internal;

import io.parley.engine.config.ConfigurationCheck;
import io.parley.engine.config.ConfigurationFile;
import io.parley.engine.config.ConfigurationValue;
import io.parley.engine.config.Definitions;
import io.parley.engine.config.KeyDefinition;
import io.parley.engine.config.PidDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * What {@code parley:config} prints.
 *
 * @param definitions what can be configured
 * @param configured what is, by PID
 * @param origin where the value of a PID's key comes from
 */
record ConfigReport(
        Definitions definitions, SortedMap<String, Map<String, Object>> configured, BinaryOperator<String> origin) {

    private static final String OURS = "io.parley.";
    private static final String DEFAULT = "default";

    /** Parley's configurations. */
    String all(boolean withDefaults) {
        Table table = new Table("PID", "KEY", "VALUE", "FROM");
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Map<String, Object>> one : pids().entrySet()) {
            rows(table, one.getKey(), one.getValue(), withDefaults);
            wrong.addAll(check().all(one.getKey(), one.getValue()));
        }
        return table + "\n" + wrongs(wrong);
    }

    /** Those that there are, and the PIDs without one, of which there is one each. */
    private SortedMap<String, Map<String, Object>> pids() {
        SortedMap<String, Map<String, Object>> pids = new TreeMap<>();
        definitions.pids().values().stream()
                .filter(one -> !one.factory() && one.pid().startsWith(OURS))
                .forEach(one -> pids.put(one.pid(), Map.of()));
        configured.forEach((pid, values) -> {
            if (pid.startsWith(OURS)) {
                pids.put(pid, values);
            }
        });
        return pids;
    }

    /** One PID with all keys; of a factory, all instances. */
    String of(String pid) {
        SortedMap<String, Map<String, Object>> found = new TreeMap<>();
        configured.forEach((one, values) -> {
            if (one.equals(pid) || one.startsWith(pid + "~")) {
                found.put(one, values);
            }
        });
        if (found.isEmpty()) {
            if (!definitions.pids().containsKey(Definitions.general(pid))) {
                throw new IllegalArgumentException(String.join("\n", check().names(pid, Set.of())));
            }
            found.put(pid, Map.of());
        }
        List<String> wrong = new ArrayList<>();
        String text = found.entrySet().stream()
                .map(one -> {
                    wrong.addAll(check().all(one.getKey(), one.getValue()));
                    return keys(one.getKey(), one.getValue());
                })
                .collect(Collectors.joining("\n\n"));
        return text + "\n" + wrongs(wrong);
    }

    private String keys(String pid, Map<String, Object> values) {
        Table table = new Table("KEY", "VALUE", "FROM", "ALLOWED");
        rows(pid, values).forEach(row -> table.row(row.key(), row.value(), row.from(), row.allowed()));
        return pid + "\n" + table;
    }

    private void rows(Table table, String pid, Map<String, Object> values, boolean withDefaults) {
        rows(pid, values).stream()
                .filter(row -> withDefaults || !row.from().equals(DEFAULT))
                .forEach(row -> table.row(pid, row.key(), row.value(), row.from()));
    }

    private record Row(String key, String value, String from, String allowed) {}

    private List<Row> rows(String pid, Map<String, Object> values) {
        SortedMap<String, Row> rows = new TreeMap<>();
        SortedMap<String, KeyDefinition> keys =
                definitions.of(pid).map(PidDefinition::keys).orElse(new TreeMap<>());
        keys.forEach((id, key) ->
                key.standard().ifPresent(value -> rows.put(id, new Row(id, value, DEFAULT, key.allowed()))));
        values.forEach((id, value) -> {
            KeyDefinition key = keys.get(id);
            if (key != null || !ConfigurationCheck.isForeign(id)) {
                String shown = key == null ? KeyDefinition.shown(id, value) : key.shown(value);
                rows.put(id, new Row(id, shown, origin.apply(pid, id), key == null ? "" : key.allowed()));
            }
        });
        return List.copyOf(rows.values());
    }

    private static String wrongs(List<String> wrong) {
        return wrong.isEmpty() ? "Nothing is wrong." : "Wrong:\n  " + String.join("\n  ", wrong);
    }

    /**
     * Checks a file as it would be used.
     *
     * @throws IllegalArgumentException saying all that is wrong with it
     * @throws IOException when it cannot be read
     */
    String check(Path file) throws IOException {
        Path usable = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.example$", ""));
        if (!ConfigurationFile.isOne(usable)) {
            throw new IllegalArgumentException(file + ": a configuration file is named PID" + ConfigurationFile.SUFFIX
                    + " or FACTORYPID~NAME" + ConfigurationFile.SUFFIX);
        }
        String pid = ConfigurationFile.pid(usable);
        Map<String, Object> values = new TreeMap<>();
        ConfigurationFile.read(file).forEach((key, text) -> values.put(key, ConfigurationValue.of(text)));
        List<String> wrong = check().all(pid, values);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(file + " is wrong:\n  " + String.join("\n  ", wrong));
        }
        return file + ": " + values.size() + (values.size() == 1 ? " key" : " keys") + " of " + pid
                + ", nothing is wrong.";
    }

    private ConfigurationCheck check() {
        return new ConfigurationCheck(definitions);
    }
}
