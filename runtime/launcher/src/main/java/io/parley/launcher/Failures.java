package io.parley.launcher;

/** Exceptions as one line. */
final class Failures {

    private Failures() {}

    /** The messages from outside to inside, each one once; the class where there is no message. */
    static String inWords(Throwable failure) {
        StringBuilder words = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
            if (words.indexOf(message) < 0) {
                words.append(words.isEmpty() ? "" : ": ").append(message);
            }
        }
        return words.toString().replaceAll("\\s*\\R\\s*", " ");
    }
}
