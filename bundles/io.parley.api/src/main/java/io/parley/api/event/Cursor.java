package io.parley.api.event;

/**
 * A place in the order of events, to go on from later. Opaque: only Parley reads it.
 *
 * @param token printable ASCII without spaces
 */
public record Cursor(String token) {
    public Cursor {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("A cursor is printable ASCII without spaces");
        }
    }
}
