package io.parley.auth.file.internal.text;

/** One line of a file is wrong. The message says what, and what is allowed; never what a password or hash is. */
public final class LineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line from 1 */
    public LineException(int line, String message) {
        super(message);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
