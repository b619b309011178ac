package io.parley.transport.internal.tls;

import io.parley.transport.internal.config.TlsSettings;
import java.nio.file.Path;

/** A file of a TLS identity cannot be used. The message names it and says what is wrong, for people. */
public final class BadFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Path file;

    BadFileException(Path file, String wrong) {
        super(file + " " + wrong);
        this.file = file;
    }

    BadFileException(Path file, String wrong, Throwable cause) {
        super(file + " " + wrong + (cause.getMessage() == null ? "" : ": " + cause.getMessage()), cause);
        this.file = file;
    }

    /** The message with the key that names the file before it. */
    public String within(TlsSettings settings) {
        return settings.keyOf(file) + "=" + getMessage();
    }
}
