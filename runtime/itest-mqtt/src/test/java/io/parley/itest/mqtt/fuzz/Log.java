package io.parley.itest.mqtt.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file to which all of Parley logs. No client may cause an error in it, or a stack trace. For one thread. */
final class Log implements AutoCloseable {

    private static final String FILE = "org.slf4j.simpleLogger.logFile";

    private final FileChannel file;
    private long read;

    Log() throws IOException {
        String name = System.getProperty(FILE);
        if (name == null) {
            throw new IllegalStateException("The system property " + FILE + " has to name a file");
        }
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            Files.createFile(path);
        }
        file = FileChannel.open(path);
        read = file.size();
    }

    /** Fails on an error since the last time. */
    void check() throws IOException {
        long size = file.size();
        if (size <= read) {
            return;
        }
        ByteBuffer lines = ByteBuffer.allocate((int) Math.min(size - read, 100_000));
        file.read(lines, read);
        read = size;
        String text = UTF_8.decode(lines.flip()).toString();
        if (text.contains(" ERROR ") || text.contains("\tat ")) {
            throw new AssertionError("The log says:\n" + text);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
