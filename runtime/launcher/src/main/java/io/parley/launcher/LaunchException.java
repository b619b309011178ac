package io.parley.launcher;

/** The runtime cannot start, or cannot be reached. The message is for the user and says what, where and what to do. */
public final class LaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
