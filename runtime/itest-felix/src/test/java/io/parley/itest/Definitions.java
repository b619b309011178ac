package io.parley.itest;

import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What Parley's installed bundles say in their metatype that can be configured. */
final class Definitions {

    /**
     * One PID.
     *
     * @param factory whether there can be many of it
     * @param keys by name; of a listener also those of its protocols
     */
    record Definition(boolean factory, Map<String, Key> keys) {}

    /**
     * One key.
     *
     * @param options the values that are allowed; empty for any
     */
    record Key(
            String id,
            String type,
            String name,
            String description,
            String least,
            String most,
            String standard,
            List<String> options) {

        boolean isNumber() {
            return type.equals("Integer") || type.equals("Long");
        }
    }

    private Definitions() {}

    /** By PID. Read from the bundles: the service leaves out the ranges. */
    static Map<String, Definition> of(BundleContext context) throws Exception {
        Map<String, Definition> all = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            Enumeration<URL> files = bundle.findEntries("OSGI-INF/metatype", "*.xml", false);
            if (bundle.getSymbolicName().startsWith("io.parley.") && files != null) {
                for (URL file : Collections.list(files)) {
                    add(all, file);
                }
            }
        }
        return all;
    }

    private static void add(Map<String, Definition> all, URL file) throws Exception {
        Element root;
        try (InputStream in = file.openStream()) {
            root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
        }
        for (Element designate : elements(root, "Designate")) {
            String factory = designate.getAttribute("factoryPid");
            String pid = factory.isEmpty() ? designate.getAttribute("pid") : factory;
            Definition definition =
                    all.computeIfAbsent(pid, any -> new Definition(!factory.isEmpty(), new TreeMap<>()));
            elements(root, "AD").forEach(key -> definition.keys().put(key.getAttribute("id"), key(key)));
        }
    }

    private static Key key(Element key) {
        return new Key(
                key.getAttribute("id"),
                key.getAttribute("type"),
                key.getAttribute("name"),
                key.getAttribute("description"),
                key.getAttribute("min"),
                key.getAttribute("max"),
                key.getAttribute("default"),
                elements(key, "Option").stream()
                        .map(option -> option.getAttribute("value"))
                        .toList());
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** What somebody who configures misses: texts, and the range of a number. */
    static List<String> gaps(Map<String, Definition> all) {
        List<String> gaps = new ArrayList<>();
        all.forEach((pid, definition) -> definition.keys().values().forEach(key -> {
            if (key.name().isBlank() || key.description().isBlank()) {
                gaps.add(pid + ": " + key.id() + " has no name or no description");
            }
            if (key.isNumber()
                    && (key.least().isEmpty()
                            || key.most().isEmpty()
                            || key.standard().isEmpty())) {
                gaps.add(pid + ": " + key.id() + " has no range or no default");
            }
        }));
        return gaps;
    }
}
