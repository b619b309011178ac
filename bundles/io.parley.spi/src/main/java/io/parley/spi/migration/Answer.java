package io.parley.spi.migration;

import java.util.Objects;

/**
 * What became of a session that was offered. It never changes: once it was said that one was not taken by a move, it never is.
 *
 * @param taken whether the session is the other Parley's now
 * @param below the lowest sequence of the old inbox that has not come along, or followed; 0 where it was not taken
 * @param ends the move by which the session had gone from there, and from which it came back by this one; empty for none
 * @param words why it was not taken; empty where it was
 */
public record Answer(boolean taken, long below, String ends, String words) {
    public Answer {
        Objects.requireNonNull(ends, "ends");
        Objects.requireNonNull(words, "words");
    }

    /** It was taken. */
    public static Answer taken(long below, String ends) {
        return new Answer(true, below, ends, "");
    }

    /** It was not, and will not be. */
    public static Answer refused(String words) {
        return new Answer(false, 0, "", words);
    }
}
