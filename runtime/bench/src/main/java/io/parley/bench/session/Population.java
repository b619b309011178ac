package io.parley.bench.session;

import io.parley.api.task.Details;

/**
 * The stored sessions: each has a title and two more values in its state, one subscription that no other has, and messages that wait.
 *
 * @param messages that wait in each
 */
record Population(int count, int messages) {

    /** Keys of a session's state besides the one of its details. */
    static final String[] KEYS = {"cursor", "profile"};

    static String id(int number) {
        return "stored-%07d".formatted(number);
    }

    static String topic(int number) {
        return "bench/stored/" + number;
    }

    /** A word that only this session's title has. */
    static String word(int number) {
        return "w%07d".formatted(number);
    }

    static Details details(int number) {
        return new Details("Conversation " + word(number), "", "");
    }
}
