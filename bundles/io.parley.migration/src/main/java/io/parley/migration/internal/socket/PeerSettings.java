package io.parley.migration.internal.socket;

import io.parley.engine.config.ConfigurationReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * One side of a way, validated.
 *
 * @param name of the other Parley; empty for the side that listens
 * @param host of the loopback interface: what is said is not encrypted
 * @param reference the other Parley as its clients know it
 */
public record PeerSettings(String name, String host, int port, byte[] secret, String reference, int timeoutMillis) {

    static final String FACTORY_PID = "io.parley.peer";
    static final String LISTENER_PID = "io.parley.peer.listener";

    static final String DEFAULT_HOST = "127.0.0.1";
    static final int DEFAULT_PORT = 7_883;
    static final int DEFAULT_TIMEOUT = 30;

    private static final int SHORTEST_SECRET = 16;

    /** Of the side that connects. */
    public static PeerSettings peer(String pid, Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(pid, properties);
        String name = in.text("name", "");
        return settings(in, name.isEmpty() ? pid.substring(pid.indexOf('~') + 1) : name, 1);
    }

    /** Of the side that listens. */
    public static PeerSettings listener(Map<String, ?> properties) {
        return settings(new ConfigurationReader(LISTENER_PID, properties), "", 0);
    }

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    private static PeerSettings settings(ConfigurationReader in, String name, int lowestPort) {
        String host = in.text("host", DEFAULT_HOST);
        if (!isLoopback(host)) {
            throw in.wrong("host", "an address of the loopback interface", host);
        }
        return new PeerSettings(
                name,
                host,
                in.number("port", DEFAULT_PORT, lowestPort, 65_535),
                secret(in),
                in.text("reference", ""),
                in.number("timeout.seconds", DEFAULT_TIMEOUT, 1, 3_600) * 1_000);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static byte[] secret(ConfigurationReader in) {
        String file = in.text("secret.file", "");
        String allowed = "a file whose first line has " + SHORTEST_SECRET + " characters or more";
        try {
            String secret = file.isEmpty()
                    ? ""
                    : Files.readString(Path.of(file)).lines().findFirst().orElse("");
            if (secret.length() >= SHORTEST_SECRET) {
                return secret.getBytes(StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw in.wrong("secret.file", allowed, file);
        }
        throw in.wrong("secret.file", allowed, file);
    }

    boolean same(PeerSettings other) {
        return name.equals(other.name)
                && host.equals(other.host)
                && port == other.port
                && Arrays.equals(secret, other.secret)
                && reference.equals(other.reference)
                && timeoutMillis == other.timeoutMillis;
    }
}
