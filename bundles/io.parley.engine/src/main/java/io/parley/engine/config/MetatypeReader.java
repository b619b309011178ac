package io.parley.engine.config;

import io.parley.engine.config.KeyDefinition.Type;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads one metatype document: one object class definition, and the PIDs that it is designated to. */
final class MetatypeReader {

    private final SortedMap<String, KeyDefinition> keys = new TreeMap<>();
    private final List<PidDefinition> pids = new ArrayList<>();
    private KeyDefinition key;
    private List<String> options = new ArrayList<>();

    private MetatypeReader() {}

    static List<PidDefinition> read(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        MetatypeReader reader = new MetatypeReader();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                reader.begin(xml);
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("AD")) {
                reader.endKey();
            }
        }
        return reader.pids;
    }

    private void begin(XMLStreamReader xml) {
        switch (xml.getLocalName()) {
            case "AD" -> key = key(xml);
            case "Option" -> options.add(xml.getAttributeValue(null, "value"));
            case "Designate" -> {
                Optional<String> factory = text(xml, "factoryPid");
                pids.add(new PidDefinition(factory.or(() -> text(xml, "pid")).orElse(""), factory.isPresent(), keys));
            }
            default -> {}
        }
    }

    private void endKey() {
        keys.put(
                key.id(),
                new KeyDefinition(
                        key.id(),
                        key.type(),
                        key.list(),
                        key.description(),
                        key.standard(),
                        key.least(),
                        key.most(),
                        options));
        options = new ArrayList<>();
    }

    private static KeyDefinition key(XMLStreamReader xml) {
        return new KeyDefinition(
                xml.getAttributeValue(null, "id"),
                type(xml.getAttributeValue(null, "type")),
                text(xml, "cardinality").filter(number -> !number.equals("0")).isPresent(),
                text(xml, "description").orElse(""),
                Optional.ofNullable(xml.getAttributeValue(null, "default")),
                text(xml, "min").map(BigInteger::new),
                text(xml, "max").map(BigInteger::new),
                List.of());
    }

    private static Type type(String name) {
        return switch (name) {
            case "Integer", "Long", "Short", "Byte" -> Type.NUMBER;
            case "Boolean" -> Type.FLAG;
            case "Password" -> Type.PASSWORD;
            default -> Type.TEXT;
        };
    }

    private static Optional<String> text(XMLStreamReader xml, String attribute) {
        return Optional.ofNullable(xml.getAttributeValue(null, attribute)).filter(value -> !value.isEmpty());
    }
}
