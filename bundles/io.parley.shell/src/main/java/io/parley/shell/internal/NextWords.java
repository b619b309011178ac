package io.parley.shell.internal;

import java.util.List;

/** What may be next on a command line. Safe for all threads. */
@FunctionalInterface
public interface NextWords {

    /**
     * The possible words.
     *
     * @param command without its scope
     * @param before the words between the command and this one
     * @param begun what there is of the word
     */
    List<String> of(String command, List<String> before, String begun);
}
