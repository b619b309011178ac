package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers each listener's last good settings, with which it goes on while it has wrong ones. Safe for all threads.
 */
final class SettingsByListener {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsByListener.class);

    private record Known(Settings good, String complaint) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Settings of(Connection connection) {
        return known.compute(connection.listener(), (listener, before) -> read(connection, before))
                .good();
    }

    private static Known read(Connection connection, Known before) {
        try {
            return new Known(Settings.read(connection::setting), null);
        } catch (IllegalArgumentException wrong) {
            String complaint = wrong.getMessage();
            if (before == null || !complaint.equals(before.complaint())) {
                LOG.warn(
                        "io.parley.listener~{}: {}; the {} stay in force",
                        connection.listener(),
                        complaint,
                        before == null ? "defaults" : "last good settings");
            }
            return new Known(before == null ? Settings.DEFAULT : before.good(), complaint);
        }
    }
}
