package io.parley.metrics.internal;

import io.parley.engine.config.ConfigurationReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * The validated configuration.
 *
 * @param address where the HTTP server listens; null for nowhere
 * @param path of the metrics
 * @param names how many names of one kind have readings of their own
 * @param jmx whether there is an MBean
 */
record Settings(InetSocketAddress address, String path, int names, boolean jmx) {

    static final String PID = "io.parley.metrics";

    static final Settings DEFAULT = new Settings(null, "/metrics", 100, true);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static Settings of(Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        int port = in.number("port", -1, -1, 65_535);
        boolean remote = in.flag("remote", false);
        String path = in.text("path", DEFAULT.path);
        if (!path.matches("/[\\w./~-]*")) {
            throw in.wrong("path", "a slash and letters, digits, '.', '/', '~', '_' or '-' behind it", path);
        }
        return new Settings(
                port < 0 ? null : new InetSocketAddress(host(in, remote), port),
                path,
                in.number("names.max", DEFAULT.names, 1, 1_000),
                in.flag("jmx", true));
    }

    private static InetAddress host(ConfigurationReader in, boolean remote) {
        String host = in.text("host", "127.0.0.1");
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw in.wrong("host", "an address or a name of this machine", host);
        }
        if (!address.isLoopbackAddress() && !remote) {
            throw in.wrong("host", "an address that only this machine reaches unless remote = true", host);
        }
        return address;
    }
}
