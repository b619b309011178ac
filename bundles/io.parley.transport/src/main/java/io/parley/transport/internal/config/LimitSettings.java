package io.parley.transport.internal.config;

import java.time.Duration;

/**
 * What clients may take of a listener.
 *
 * @param connections open at the same time
 * @param connectionsPerAddress open at the same time from one address; 0 for any number
 * @param connectionRate new ones a second; 0 for any number
 * @param connectionBurst new ones at once when there were none for a while
 * @param bytesPerSecond read from one connection; 0 for any number
 * @param handshakes connections before the end of PROXY header, TLS and WebSocket handshake
 * @param handshake the time for these
 * @param unsentInTotal bytes that wait for all clients together
 */
public record LimitSettings(
        int connections,
        int connectionsPerAddress,
        int connectionRate,
        int connectionBurst,
        long bytesPerSecond,
        int handshakes,
        Duration handshake,
        long unsentInTotal) {

    public static LimitSettings of(Settings settings) {
        int rate = settings.number("connection.rate", 0, 0, 1_000_000);
        return new LimitSettings(
                settings.number("max.connections", 50_000, 1, 1_000_000),
                settings.number("max.connections.per.address", 0, 0, 1_000_000),
                rate,
                settings.number("connection.burst", 100, 1, 1_000_000),
                settings.number("max.kib.per.second", 0, 0, 1 << 20) * 1024L,
                settings.number("max.handshakes", 1_000, 1, 1_000_000),
                Duration.ofSeconds(settings.number("handshake.seconds", 10, 1, 3_600)),
                settings.number("max.unsent.total.mib", 1_024, 1, 1 << 20) * 1024L * 1024L);
    }
}
