package io.parley.itest.clients;

import static org.junit.jupiter.api.Assumptions.abort;

import io.parley.itest.harness.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the endpoint for metrics shows at one moment, as Prometheus' own parser for Python understands it.
 *
 * @param families by name
 */
record Scrape(Map<String, Family> families) {

    /** A metric with its samples, by name and labels as the parser prints them. */
    record Family(String kind, TreeSet<String> labels, Map<String, Double> samples) {}

    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

    /** One sample a line: family, kind, name and sorted labels, value, names of labels. Ends with an error where the text is wrong. */
    private static final String PROGRAM = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
            text = sys.stdin.read()
            parse = openmetrics if text.endswith('# EOF\\n') else text_string_to_metric_families
            for family in parse(text):
                for sample in family.samples:
                    labels = {k: v for k, v in sample.labels.items()}
                    shown = sample.name + '{' + ','.join(f'{k}={labels[k]}' for k in sorted(labels)) + '}'
                    names = ','.join(k for k in sorted(labels) if k != 'le')
                    print('\\t'.join([family.name, family.type, shown, repr(sample.value), names]))
            """;

    /** Asks the endpoint. */
    static Scrape of(int port, String accept) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .header("Accept", accept)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Map<String, Family> families = new TreeMap<>();
        Command.run(parser(), response.body()).lines().forEach(line -> {
            String[] cells = line.split("\t", -1);
            Family family = families.computeIfAbsent(
                    cells[0], name -> new Family(cells[1], new TreeSet<>(), new LinkedHashMap<>()));
            family.samples.put(cells[2], Double.parseDouble(cells[3].replace("inf", "Infinity")));
            Stream.of(cells[4].split(",")).filter(name -> !name.isEmpty()).forEach(family.labels::add);
        });
        return new Scrape(families);
    }

    /** The sample's value; 0 where it is not there yet. */
    double value(String family, String sample) {
        Family found = families.get(family);
        return found == null ? 0 : found.samples.getOrDefault(sample, 0.0);
    }

    private static List<String> parser() throws IOException {
        List<String> paths = new ArrayList<>();
        if (!Unpacked.wanted()) {
            paths.add("");
        }
        paths.add(null);
        for (String path : paths) {
            String packages = path != null
                    ? path
                    : Unpacked.debian("python3-prometheus-client")
                            .resolve("usr/lib/python3/dist-packages")
                            .toString();
            for (String interpreter : PYTHONS) {
                Map<String, String> environment = packages.isEmpty() ? Map.of() : Map.of("PYTHONPATH", packages);
                if (Unpacked.works(List.of(interpreter, "-c", "import prometheus_client.parser"), environment)) {
                    return List.of("env", "PYTHONPATH=" + packages, interpreter, "-c", PROGRAM);
                }
            }
        }
        return abort("No Python 3 that can import prometheus_client");
    }
}
