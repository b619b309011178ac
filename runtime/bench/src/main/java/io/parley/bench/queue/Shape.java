package io.parley.bench.queue;

import java.util.List;

/**
 * How a queue and the raw file are loaded.
 *
 * @param senders that wait for their message, or record, to be durable; 0 for one that runs ahead
 * @param consumers of the queue
 * @param target the share of the raw file's records/s that the queue should reach
 */
public record Shape(int senders, int consumers, double target) {

    /** The sides of the comparison. */
    public static final String RAW_FILE = "raw file";

    public static final String QUEUE = "queue";

    /** All that are measured, the first with that many senders. */
    public static List<Shape> all(int senders) {
        return List.of(new Shape(senders, 1, 0.5), new Shape(0, 1, 0.3), new Shape(1, 1, 0.4), new Shape(16, 16, 0.4));
    }

    public boolean waiting() {
        return senders > 0;
    }

    /** For people, and the key in figures. */
    public String title() {
        if (!waiting()) {
            return "pipelined";
        }
        return counted(senders, "waiting sender") + ", " + counted(consumers, "consumer");
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
