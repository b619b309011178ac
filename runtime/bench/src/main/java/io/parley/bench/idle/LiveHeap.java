package io.parley.bench.idle;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What is reachable on the heap of another JVM of this machine, asked of it by the JDK's {@code jcmd}, after a full collection. */
public final class LiveHeap {

    /** Classes named in a report. */
    private static final int CLASSES = 15;

    /** More than two looks are one checkpoint apart. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private static final int MOST_LOOKS = 30;
    private static final int LOOKS_ALIKE = 4;

    private final long bytes;
    private final List<String> largest;

    private LiveHeap(long bytes, List<String> largest) {
        this.bytes = bytes;
        this.largest = largest;
    }

    /** @throws IOException when there is no jcmd beside this JVM, or the other one does not answer */
    public static LiveHeap of(long pid) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        // Into a file: from Java 25 on the other JVM stands still until all is taken, and that JVM may be this one.
        Path output = Files.createTempFile("histogram", ".txt");
        try {
            // The histogram counts what is live, and so makes the JVM collect everything first.
            new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .onExit()
                    .join();
            return parse(Files.readString(output).lines());
        } finally {
            Files.delete(output);
        }
    }

    /** As {@link #of}; what is only on its way to the view is not counted: asked again until it no longer shrinks. */
    public static LiveHeap settled(ChildProcess process) throws IOException {
        LiveHeap least = LiveHeap.of(process.pid());
        int same = 0;
        for (int i = 0; i < MOST_LOOKS && same < LOOKS_ALIKE; i++) {
            if (process.endsWithin(BETWEEN_LOOKS)) {
                throw new IOException("Parley ended:\n" + process.output());
            }
            LiveHeap next = LiveHeap.of(process.pid());
            same = next.bytes() < least.bytes() * 0.998 ? 0 : same + 1;
            least = next.bytes() < least.bytes() ? next : least;
        }
        return least;
    }

    static LiveHeap parse(Stream<String> output) throws IOException {
        List<String> lines = output.toList();
        for (String line : lines) {
            if (line.startsWith("Total")) {
                List<String> largest = lines.stream()
                        .filter(row -> row.matches(" *\\d+: .*"))
                        .limit(CLASSES)
                        .toList();
                return new LiveHeap(Long.parseLong(line.trim().split(" +")[2]), largest);
            }
        }
        throw new IOException("jcmd tells no histogram: " + String.join("\n", lines));
    }

    public long bytes() {
        return bytes;
    }

    /** Number, instances, bytes and name of the classes that take the most. */
    public List<String> largest() {
        return largest;
    }
}
