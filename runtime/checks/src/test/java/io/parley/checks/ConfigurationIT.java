package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** runtime/config shows each PID's keys with the defaults that the bundles' metatype has. */
class ConfigurationIT {

    @Test
    void eachPidHasAFileWithItsKeysAndDefaults() throws Exception {
        Map<String, Map<String, String>> pids = pids();
        assertTrue(pids.size() > 5, () -> "too few PIDs found: " + pids.keySet());
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> pid : pids.entrySet()) {
            String text = file(pid.getKey());
            if (text == null) {
                wrong.add("no file for " + pid.getKey());
                continue;
            }
            pid.getValue().forEach((key, value) -> {
                String line = "(?m)^#" + Pattern.quote(key) + " =" + (value.isEmpty() ? "" : " " + Pattern.quote(value))
                        + "$";
                if (!Pattern.compile(line).matcher(text).find()) {
                    wrong.add("no line \"#" + key + " = " + value + "\" for " + pid.getKey());
                }
            });
        }
        assertEquals(List.of(), wrong);
    }

    /** The configuration's files; those of a factory have names behind the PID. Null if there is none. */
    private static String file(String pid) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(Distribution.HOME.resolve("config"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches(Pattern.quote(pid) + "(~[\\w-]+)?\\.cfg(\\.example)?")) {
                    text.append(Files.readString(file)).append('\n');
                }
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static Map<String, Map<String, String>> pids() throws Exception {
        Map<String, Map<String, String>> pids = new TreeMap<>();
        for (Path bundle : Distribution.ownBundles()) {
            try (JarFile jar = new JarFile(bundle.toFile())) {
                for (JarEntry entry : jar.stream()
                        .filter(entry -> entry.getName().matches("OSGI-INF/metatype/.+\\.xml"))
                        .toList()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        add(
                                DocumentBuilderFactory.newInstance()
                                        .newDocumentBuilder()
                                        .parse(in),
                                pids);
                    }
                }
            }
        }
        return pids;
    }

    /** bnd writes one definition a file, with the PIDs that it is designated to. */
    private static void add(Document document, Map<String, Map<String, String>> pids) {
        Map<String, String> defaults = new TreeMap<>();
        for (Element attribute : elements(document, "AD")) {
            defaults.put(attribute.getAttribute("id"), attribute.getAttribute("default"));
        }
        for (Element designate : elements(document, "Designate")) {
            String factory = designate.getAttribute("factoryPid");
            // A listener's keys are those of its bundle and those of each protocol's.
            pids.computeIfAbsent(factory.isEmpty() ? designate.getAttribute("pid") : factory, any -> new TreeMap<>())
                    .putAll(defaults);
        }
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
