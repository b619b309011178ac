package io.parley.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Everything that can be configured: the metatype (OSGi Compendium, chapter 105) of the bundles that are installed. Immutable.
 *
 * @param pids by PID, of a factory without an instance's name
 */
public record Definitions(SortedMap<String, PidDefinition> pids) {

    private static final String FOLDER = "OSGI-INF/metatype";

    public Definitions {
        pids = Collections.unmodifiableSortedMap(new TreeMap<>(pids));
    }

    /**
     * Reads those of the bundles that are installed now. Read from the bundles themselves: the metatype service does not tell
     * ranges.
     *
     * @throws IllegalStateException when a bundle's metatype is malformed; the message names bundle and file
     */
    public static Definitions of(BundleContext context) {
        SortedMap<String, PidDefinition> pids = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            Enumeration<URL> files = bundle.findEntries(FOLDER, "*.xml", false);
            while (files != null && files.hasMoreElements()) {
                URL file = files.nextElement();
                try (InputStream in = file.openStream()) {
                    MetatypeReader.read(in).forEach(one -> pids.merge(one.pid(), one, PidDefinition::with));
                } catch (IOException | XMLStreamException | NumberFormatException e) {
                    throw new IllegalStateException(
                            bundle.getSymbolicName() + ": " + file.getPath() + " is no metatype: " + e.getMessage(), e);
                }
            }
        }
        return new Definitions(pids);
    }

    /** What can be configured under a PID, also of one instance of a factory. */
    public Optional<PidDefinition> of(String pid) {
        PidDefinition found = pids.get(general(pid));
        return Optional.ofNullable(found).filter(one -> one.factory() == pid.contains("~"));
    }

    /** A PID without an instance's name. */
    public static String general(String pid) {
        return pid.replaceFirst("~.*", "");
    }
}
