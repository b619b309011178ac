package io.parley.protocol.mqtt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.mqtt.internal.codec.Version;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static Settings with(String key, String value) {
        return Settings.read(asked -> Optional.of(value).filter(any -> asked.equals(key)));
    }

    @Test
    void theStandard() {
        assertEquals(Set.of(Version.V3_1_1, Version.V5), Settings.DEFAULT.versions());
        assertEquals(Optional.empty(), Settings.DEFAULT.offer().elsewhere());
        assertEquals(false, Settings.DEFAULT.rate().isLimited());
    }

    @Test
    void blanksAreNothing() {
        assertEquals(
                Set.of(Version.V3_1, Version.V5),
                with(Settings.VERSIONS, " 5.0 ,3.1, ").versions());
        assertEquals(7, with(Settings.PUBLISH_RATE, " 7 ").rate().messages());
        assertEquals(false, with(Settings.RETAIN, " False ").features().retain());
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt.versions, 4",
        "mqtt.versions, ','",
        "mqtt.max.packet.bytes, 127",
        "mqtt.connect.timeout.seconds, 0",
        "mqtt.session.expiry.seconds, -1",
        "mqtt.session.expiry.maximum.seconds, 4294967296",
        "mqtt.keep.alive.maximum.seconds, 65536",
        "mqtt.idle.seconds, x",
        "mqtt.receive.maximum, 0",
        "mqtt.receive.kib, 0",
        "mqtt.inflight.maximum, 4096",
        "mqtt.packet.filters, 0",
        "mqtt.subscriptions.maximum, -1",
        "mqtt.publish.rate, 1.5",
        "mqtt.publish.kib.rate, -1",
        "mqtt.maximum.qos, 3",
        "mqtt.retain, yes",
        "mqtt.wildcard.subscriptions, 1",
        "mqtt.subscription.identifiers, ''",
        "mqtt.shared.subscriptions, no",
        "mqtt.topic.alias.maximum, 65536",
        "mqtt.payload.format.check, on",
        "mqtt.redirect, away"
    })
    void aWrongValueIsNamed(String key, String value) {
        String message = assertThrows(IllegalArgumentException.class, () -> with(key, value))
                .getMessage();
        assertTrue(message.startsWith(key + " is '"), message);
        assertTrue(message.contains("allowed is "), message);
    }
}
