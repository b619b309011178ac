package io.parley.runtime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle's file, whole and undamaged.
 *
 * @param name the bundle's symbolic name
 * @param version of the bundle
 * @param host of a fragment, by its symbolic name
 */
record BundleFile(String name, Version version, Optional<String> host) {

    /**
     * Reads all of the file.
     *
     * @throws IOException saying what is wrong with it, without its name
     */
    static BundleFile read(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return of(jar.getManifest());
        } catch (IOException | SecurityException e) {
            throw new IOException("it is no whole jar (" + e.getMessage() + "); half copied or damaged", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("its manifest is no bundle's: " + e.getMessage(), e);
        }
    }

    private static BundleFile of(Manifest manifest) {
        Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null) {
            throw new IllegalArgumentException("it has no " + Constants.BUNDLE_SYMBOLICNAME);
        }
        return new BundleFile(
                first(name),
                Version.parseVersion(main.getValue(Constants.BUNDLE_VERSION)),
                Optional.ofNullable(main.getValue(Constants.FRAGMENT_HOST)).map(BundleFile::first));
    }

    /** A header's value without its directives and attributes. */
    private static String first(String header) {
        return header.split(";", 2)[0].strip();
    }

    /** For people. */
    @Override
    public String toString() {
        return name + " " + version;
    }
}
