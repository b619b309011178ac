package io.parley.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes comparisons into a folder: {@code NAME.json}, {@code NAME.txt}, and {@code NAME.svg}. */
public final class Report {

    private final Path folder;

    public Report(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes one comparison.
     *
     * @return the table
     */
    public String write(String name, Comparison comparison) throws IOException {
        Files.createDirectories(folder);
        String table = TextTable.of(comparison);
        Files.writeString(folder.resolve(name + ".txt"), table);
        Files.writeString(folder.resolve(name + ".svg"), BarChart.of(comparison));
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve(name + ".json").toFile(), json(comparison));
        return table;
    }

    private static Map<String, Object> json(Comparison comparison) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("title", comparison.title());
        root.put("machine", machine());
        List<Object> loads = new ArrayList<>();
        for (String load : comparison.loads()) {
            for (String side : comparison.sides(load)) {
                loads.add(json(comparison, load, side));
            }
        }
        root.put("figures", loads);
        root.put("notes", comparison.notes());
        return root;
    }

    private static Map<String, Object> json(Comparison comparison, String load, String side) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("load", load);
        entry.put("side", side);
        Map<String, Object> medians = new LinkedHashMap<>();
        Map<String, Object> rounds = new LinkedHashMap<>();
        for (Measure measure : comparison.measures()) {
            medians.put(measure.title(), comparison.median(load, side, measure));
            rounds.put(measure.title(), comparison.values(load, side, measure));
        }
        entry.put("medians", medians);
        entry.put("rounds", rounds);
        comparison.ratio(load, side).ifPresent(ratio -> {
            entry.put("ratio", ratio);
            comparison.target(load).ifPresent(target -> {
                entry.put("target", target);
                entry.put("wanted", comparison.wanted(load));
            });
            comparison.met(load, side).ifPresent(met -> entry.put("met", met));
        });
        return entry;
    }

    private static Map<String, String> machine() {
        Map<String, String> machine = new TreeMap<>();
        machine.put("java", Runtime.version().toString());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        return machine;
    }
}
