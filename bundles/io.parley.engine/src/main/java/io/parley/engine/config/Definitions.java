package io.parley.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
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
     * ranges. Resolves none of them, as searching for entries would do: a bundle that is being updated by another thread just now
     * then fails to start, since the framework breaks the deadlock of the two.
     *
     * @throws IllegalStateException when a bundle's metatype is malformed; the message names bundle and file
     */
    public static Definitions of(BundleContext context) {
        SortedMap<String, PidDefinition> pids = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            for (String file : files(bundle)) {
                read(bundle, file).forEach(one -> pids.merge(one.pid(), one, PidDefinition::with));
            }
        }
        return new Definitions(pids);
    }

    private static List<String> files(Bundle bundle) {
        Enumeration<String> all = bundle.getState() == Bundle.UNINSTALLED ? null : bundle.getEntryPaths(FOLDER);
        return all == null
                ? List.of()
                : Collections.list(all).stream()
                        .filter(file -> file.endsWith(".xml"))
                        .toList();
    }

    /** None when the file went away meanwhile, with the bundle's update. */
    private static List<PidDefinition> read(Bundle bundle, String file) {
        URL entry = bundle.getEntry(file);
        if (entry == null) {
            return List.of();
        }
        try (InputStream in = entry.openStream()) {
            return MetatypeReader.read(in);
        } catch (IOException | XMLStreamException | NumberFormatException e) {
            throw new IllegalStateException(
                    bundle.getSymbolicName() + ": " + file + " is no metatype: " + e.getMessage(), e);
        }
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
