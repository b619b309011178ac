package io.parley.bench.queue;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a queue and the raw file are loaded.
 *
 * @param senders that wait for their message, or record, to be durable; 0 for one that runs ahead
 * @param together messages that one who runs ahead sends at once
 * @param consumers of the queue
 * @param target the share of the raw file's records/s that the queue should reach
 */
public record Shape(int senders, int together, int consumers, double target) {

    /** The sides of the comparison. */
    public static final String RAW_FILE = "raw file";

    public static final String QUEUE = "queue";

    /** The title of the load of one that runs ahead, and sends one message at a time. */
    static final String PIPELINED = "pipelined";

    /**
     * Those whose titles begin with a text; the first of all has that many senders.
     *
     * @throws IllegalArgumentException when none does
     */
    public static List<Shape> all(int senders, String beginning) {
        List<Shape> all = List.of(
                new Shape(senders, 1, 1, 0.5),
                new Shape(0, 1, 1, 0.3),
                new Shape(0, 64, 1, 0.3),
                new Shape(1, 1, 1, 0.4),
                new Shape(16, 1, 16, 0.4));
        List<Shape> wanted = all.stream()
                .filter(shape -> shape.title().startsWith(beginning))
                .toList();
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("No load begins with '" + beginning + "', only: "
                    + all.stream().map(Shape::title).collect(Collectors.joining("; ")));
        }
        return wanted;
    }

    public boolean waiting() {
        return senders > 0;
    }

    /** For people, and the key in figures. */
    public String title() {
        if (!waiting()) {
            return together == 1 ? PIPELINED : PIPELINED + ", " + together + " at once";
        }
        return counted(senders, "waiting sender") + ", " + counted(consumers, "consumer");
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
