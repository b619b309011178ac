package io.parley.engine.op;

import java.util.Objects;

/**
 * How a stored payload was encoded for storage, over and above the message's own content encodings.
 *
 * @param compressor by name
 * @param version of the compressor's form
 * @param size of the payload as it was before, in bytes
 */
public record AtRest(String compressor, int version, long size) {

    /** Instead of a compressor: the stored payload says where the chunks of a {@link StreamedPayload} are. */
    static final String CHUNKS = "parley:chunks";

    public AtRest {
        Objects.requireNonNull(compressor, "compressor");
        if (size < 0) {
            throw new IllegalArgumentException("A payload has 0 bytes or more, not " + size);
        }
    }
}
