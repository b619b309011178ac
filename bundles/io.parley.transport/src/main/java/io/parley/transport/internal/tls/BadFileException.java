package io.parley.transport.internal.tls;

import java.nio.file.Path;

/** A file of a TLS identity cannot be used. The message names it and says what is wrong, for people. */
public final class BadFileException extends Exception {
    private static final long serialVersionUID = 1;

    BadFileException(Path file, String wrong) {
        super(file + " " + wrong);
    }

    BadFileException(Path file, String wrong, Throwable cause) {
        super(file + " " + wrong + (cause.getMessage() == null ? "" : ": " + cause.getMessage()), cause);
    }
}
