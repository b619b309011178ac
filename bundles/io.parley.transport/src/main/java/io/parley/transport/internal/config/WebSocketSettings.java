package io.parley.transport.internal.config;

import java.util.List;
import java.util.Optional;

/**
 * A listener's WebSocket.
 *
 * @param path of the HTTP request, for example {@code /mqtt}
 * @param subprotocols names that a client may ask for; it has to ask for one of them
 * @param origins from where browsers may come, as they say it ({@code https://example.org}); {@code *} for anywhere; empty for the
 *     host that the request itself is for
 * @param maxFrame bytes
 */
public record WebSocketSettings(String path, List<String> subprotocols, List<String> origins, long maxFrame) {

    /**
     * Reads the keys that begin with {@code websocket.}; empty without a path.
     *
     * @param protocols the listener's protocols, whose names are those of the subprotocols unless others are given
     */
    public static Optional<WebSocketSettings> of(Settings settings, List<String> protocols) {
        String path = settings.text("websocket.path", "");
        if (path.isEmpty()) {
            return Optional.empty();
        } else if (!path.startsWith("/") || path.contains("?") || path.contains("#")) {
            throw settings.refused("websocket.path", path, "a path that begins with /, such as /mqtt");
        }
        return Optional.of(new WebSocketSettings(
                path,
                settings.texts("websocket.subprotocols", protocols),
                settings.texts("websocket.origins", List.of()),
                settings.number("websocket.max.frame.mib", 512, 1, 2047) * 1024L * 1024L));
    }
}
