package io.parley.spi.migration;

import java.util.Objects;

/**
 * A message that came into the old inbox of a session after that had gone.
 *
 * @param sequence its place there
 * @param content which only Parley reads
 */
public record FollowUp(long sequence, byte[] content) {
    public FollowUp {
        Objects.requireNonNull(content, "content");
    }
}
