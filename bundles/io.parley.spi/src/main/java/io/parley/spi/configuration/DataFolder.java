package io.parley.spi.configuration;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where Parley keeps its data, and what relative paths in its configuration begin at. */
public final class DataFolder {

    /** The framework property that names it. */
    public static final String PROPERTY = "parley.data";

    /** The property that names the folder of an instance of Karaf. */
    private static final String KARAF = "karaf.base";

    private DataFolder() {}

    /**
     * What the framework property {@value #PROPERTY} says. Without it, in Karaf, the folder {@code parley} beside {@code etc}:
     * Karaf's own {@code data} is emptied by {@code karaf clean}. Elsewhere {@code data} in the folder in which the process was
     * started.
     *
     * @param context of any bundle
     * @return an absolute path; nothing need be there yet
     */
    public static Path of(BundleContext context) {
        String data = context.getProperty(PROPERTY);
        if (data != null) {
            return Path.of(data).toAbsolutePath();
        }
        String karaf = context.getProperty(KARAF);
        return (karaf == null ? Path.of("data") : Path.of(karaf, "parley")).toAbsolutePath();
    }
}
