package io.parley.engine.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Files named {@code PID.cfg} or {@code FACTORYPID~NAME.cfg}: UTF-8, {@code key = value}, comments with {@code #}. */
public final class ConfigurationFile {

    /** How their names end. */
    public static final String SUFFIX = ".cfg";

    private ConfigurationFile() {}

    /** Whether the file is one by its name. */
    public static boolean isOne(Path file) {
        return pid(file).matches("[\\w.-]+(~[\\w.-]+)?") && file.toString().endsWith(SUFFIX);
    }

    /** The PID that the file is for: its name without the suffix. */
    public static String pid(Path file) {
        return file.getFileName().toString().replaceFirst("\\" + SUFFIX + "$", "");
    }

    /**
     * Its values.
     *
     * @throws IOException when it cannot be read or is malformed; the message names the file and, of wrong bytes, the place
     */
    public static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(Files.readAllBytes(file))));
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException("configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key).strip()));
        return values;
    }

    private static String text(byte[] bytes) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1 + (int) out.flip().chars().filter(one -> one == '\n').count();
            throw new IOException(String.format(
                    "byte 0x%02x at offset %d, in line %d, is not UTF-8", bytes[in.position()], in.position(), line));
        }
        return out.flip().toString();
    }
}
