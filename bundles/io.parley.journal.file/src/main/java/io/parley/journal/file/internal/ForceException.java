package io.parley.journal.file.internal;

import java.io.IOException;

/**
 * A force failed. Forcing again proves nothing: the system may have dropped what it could not write and call it clean.
 */
final class ForceException extends IOException {

    private static final long serialVersionUID = 1L;

    ForceException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
