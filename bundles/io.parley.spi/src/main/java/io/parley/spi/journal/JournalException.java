package io.parley.spi.journal;

/** The journal cannot do that; the message names what, where (file, offset, position) and what is allowed. */
public final class JournalException extends Exception {

    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
