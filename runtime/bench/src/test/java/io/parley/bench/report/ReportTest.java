package io.parley.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final Measure RATE = new Measure("rate", "1/s", 0);

    @TempDir
    Path folder;

    @Test
    void comparesMedians() {
        Comparison comparison = comparison();
        assertEquals(300, comparison.median("load", "ours", RATE));
        assertEquals(0.75, comparison.ratio("load", "ours").orElseThrow());
        assertTrue(comparison.ratio("load", "theirs").isEmpty());
    }

    @Test
    void saysWhetherTheTargetIsMet() {
        assertTrue(TextTable.of(comparison()).contains(">= 0.80 MISSED"), TextTable.of(comparison()));
    }

    @Test
    void saysWhetherTheLimitIsKept() {
        Comparison comparison = comparison();
        comparison.atMost("load", 0.7);
        assertTrue(TextTable.of(comparison).contains("<= 0.70 MISSED"), TextTable.of(comparison));
        comparison.atMost("load", 0.75);
        assertTrue(TextTable.of(comparison).contains("<= 0.75 met"), TextTable.of(comparison));
    }

    @Test
    void drawsAPanelForEachGroup() throws Exception {
        Comparison comparison = comparison();
        comparison.group("load", "small", "few");
        comparison.group("other", "large", "many");
        comparison.add("other", "theirs", 1e6);
        comparison.add("other", "ours", 2e6);
        assertEquals(List.of("small", "large"), List.copyOf(comparison.groups()));
        assertEquals(List.of("other"), comparison.loads("large"));
        new Report(folder).write("figures", comparison);
        String chart = Files.readString(folder.resolve("figures.svg"));
        assertTrue(chart.contains(">few: ours<"), chart);
        assertTrue(chart.contains(">300 = 0.75 ×, wanted 0.8<"), chart);
        assertTrue(chart.contains(">2,000,000 = 2.00 ×<"), chart);
        assertEquals(1, chart.split("width='300.0'", -1).length - 1, "the longest bar of the second panel alone");
    }

    @Test
    void writesTableJsonAndChart() throws Exception {
        new Report(folder).write("figures", comparison());
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("figures.json").toFile());
        assertEquals(0.75, json.at("/figures/1/ratio").asDouble());
        assertEquals(3, json.at("/figures/1/rounds").get(RATE.title()).size());
        assertTrue(Files.readString(folder.resolve("figures.txt")).contains("a note"));
        var chart = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("figures.svg").toFile());
        assertEquals(3, chart.getElementsByTagName("rect").getLength(), "background and two bars");
    }

    private static Comparison comparison() {
        Comparison comparison = new Comparison("A < B & C", "theirs", List.of(RATE));
        comparison.target("load", 0.8);
        comparison.note("a note");
        for (double rate : new double[] {500, 400, 100}) {
            comparison.add("load", "theirs", rate);
        }
        for (double rate : new double[] {900, 300, 200}) {
            comparison.add("load", "ours", rate);
        }
        return comparison;
    }
}
