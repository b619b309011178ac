package io.parley.bench.mqtt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who publishes to whom. Each publisher has a topic of its own. As many publishers as subscribers are pairs; otherwise
 * every subscriber gets everything of every publisher.
 *
 * @param publishers 1 to 1000
 * @param subscribers 1 to 1000
 */
public record Topology(int publishers, int subscribers) {

    private static final int MOST = 1000;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    public Topology {
        if (publishers < 1 || publishers > MOST || subscribers < 1 || subscribers > MOST) {
            throw new IllegalArgumentException(
                    "A topology has 1 to 1000 publishers and subscribers, not " + publishers + "x" + subscribers);
        }
    }

    /**
     * Reads publishers x subscribers, for example "1x100".
     *
     * @throws IllegalArgumentException with words when it is none
     */
    public static Topology parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "A topology is PUBLISHERSxSUBSCRIBERS, for example 1x100, not '" + text + "'");
        }
        return new Topology(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether each subscriber has one publisher, and each publisher one subscriber. */
    public boolean pairs() {
        return publishers == subscribers;
    }

    /** How often one message is delivered. */
    public int deliveries() {
        return pairs() ? 1 : subscribers;
    }

    /** Whether the subscriber gets what the publisher sends; both count from 0. */
    public boolean connects(int publisher, int subscriber) {
        return !pairs() || publisher == subscriber;
    }

    /** For people: "1→100". */
    public String title() {
        return publishers + "→" + subscribers;
    }

    @Override
    public String toString() {
        return publishers + "x" + subscribers;
    }
}
