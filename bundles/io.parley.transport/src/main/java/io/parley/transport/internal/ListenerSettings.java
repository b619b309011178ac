package io.parley.transport.internal;

import io.netty.channel.WriteBufferWaterMark;
import io.parley.transport.internal.config.LimitSettings;
import io.parley.transport.internal.config.ProxySettings;
import io.parley.transport.internal.config.Settings;
import io.parley.transport.internal.config.TlsSettings;
import io.parley.transport.internal.config.WebSocketSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A listener's configuration, checked.
 *
 * @param protocols names, in the order of detection; at least one
 * @param authenticators names, in the order in which they are asked; none for anonymous clients
 * @param port 0 for any free one, -1 for none at all
 * @param tls empty for plain connections
 * @param webSocket empty where the protocol is spoken without it
 * @param proxy empty where no PROXY header is expected
 * @param raw all keys and values as text, for protocols
 */
record ListenerSettings(
        String host,
        int port,
        List<String> protocols,
        List<String> authenticators,
        int backlog,
        LimitSettings limits,
        Optional<TlsSettings> tls,
        Optional<WebSocketSettings> webSocket,
        Optional<ProxySettings> proxy,
        WriteBufferWaterMark waterMark,
        long maxUnsentBytes,
        long maxUnreadBytes,
        Duration firstByte,
        Duration writeStall,
        Duration park,
        Duration drain,
        Map<String, String> raw) {

    /** The port of a listener that is not to listen. */
    static final int OFF = -1;

    static final long MIB = 1024 * 1024;

    /**
     * Reads the keys of {@link ListenerConfig}.
     *
     * @throws IllegalArgumentException names PID, key, value and what is allowed
     */
    static ListenerSettings of(String pid, Map<String, ?> properties) {
        Settings settings = new Settings(pid, properties);
        int high = settings.number("high.water.kib", 1024, 1, 1 << 20);
        int low = settings.number("low.water.kib", Math.min(256, high), 1, 1 << 20);
        if (low > high) {
            throw settings.refused("low.water.kib", low, "at most high.water.kib, which is " + high);
        }
        List<String> protocols = settings.texts("protocol", List.of("mqtt"));
        Map<String, String> raw = new HashMap<>();
        properties.forEach((key, value) -> raw.put(key, String.join(",", Settings.elements(value))));
        return new ListenerSettings(
                Addresses.withoutBrackets(settings.text("host", "127.0.0.1")),
                settings.number("port", 1883, OFF, 65_535),
                protocols,
                settings.texts("authenticator", List.of()),
                settings.number("backlog", 1024, 1, 65_535),
                LimitSettings.of(settings),
                TlsSettings.of(settings),
                WebSocketSettings.of(settings, protocols),
                ProxySettings.of(settings),
                new WriteBufferWaterMark(low * 1024, high * 1024),
                settings.number("max.unsent.mib", 64, 1, 2047) * MIB,
                settings.number("max.unread.mib", 256, 1, 1024) * MIB,
                Duration.ofSeconds(settings.number("first.byte.seconds", 10, 1, 3600)),
                Duration.ofSeconds(settings.number("write.stall.seconds", 60, 1, 86_400)),
                Duration.ofSeconds(settings.number("park.seconds", 30, 0, 86_400)),
                Duration.ofMillis(settings.number("drain.ms", 2_000, 0, 60_000)),
                Map.copyOf(raw));
    }

    Optional<String> setting(String key) {
        return Optional.ofNullable(raw.get(key)).filter(value -> !value.isEmpty());
    }

    /** For people. */
    String address() {
        return Addresses.text(host, port);
    }

    boolean off() {
        return port == OFF;
    }

    /** What carries the protocol, for people; empty for TCP alone. */
    String carrier() {
        return webSocket
                        .map(webSocket -> " over WebSocket at " + webSocket.path())
                        .orElse("")
                + (tls.isPresent() ? " over TLS" : "");
    }

    /** Whether the socket's bytes are the protocol's bytes. */
    boolean direct() {
        return tls.isEmpty() && webSocket.isEmpty() && proxy.isEmpty();
    }

    boolean sameAddress(ListenerSettings other) {
        return host.equals(other.host) && port == other.port;
    }
}
