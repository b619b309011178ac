package io.parley.bench.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes further versions of a bundle. */
public final class BundleVersions {

    private BundleVersions() {}

    /** The same bundle in another version. */
    public static byte[] version(Path jar, String version) throws IOException {
        return rewritten(jar, "", version, 0);
    }

    /** The same under another symbolic name, with a service ranking. */
    public static byte[] ranked(Path jar, String version, int ranking) throws IOException {
        return rewritten(jar, ".ranked", version, ranking);
    }

    private static byte[] rewritten(Path jar, String suffix, String version, int ranking) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            Manifest manifest = in.getManifest();
            Attributes main = manifest.getMainAttributes();
            main.putValue("Bundle-Version", version);
            main.putValue("Bundle-SymbolicName", main.getValue("Bundle-SymbolicName") + suffix);
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    byte[] content = in.readAllBytes();
                    boolean component = entry.getName().matches("OSGI-INF/[^/]*\\.xml");
                    out.write(component && ranking != 0 ? withRanking(content, ranking) : content);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] withRanking(byte[] xml, int ranking) throws IOException {
        String text = new String(xml, StandardCharsets.UTF_8);
        String property = "<property name=\"service.ranking\" type=\"Integer\" value=\"" + ranking + "\"/>";
        String ranked = text.replaceFirst("(<scr:component[^>]*>)", "$1" + property);
        if (ranked.equals(text)) {
            throw new IOException("not a component's description: " + text);
        }
        return ranked.getBytes(StandardCharsets.UTF_8);
    }
}
