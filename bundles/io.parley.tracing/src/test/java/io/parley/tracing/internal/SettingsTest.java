package io.parley.tracing.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class SettingsTest {

    @TempDir
    Path folder;

    private Settings of(String key, Object value) {
        return Settings.of(Map.of(key, value), folder);
    }

    @Test
    void isOffByDefault() {
        Settings settings = Settings.of(Map.of(), folder);
        assertFalse(settings.enabled());
        assertEquals(new Sampling(1, true), settings.sampling());
        assertEquals(
                new Settings.Sending(
                        "http://127.0.0.1:4318/v1/traces",
                        Map.of(),
                        "parley",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        2_048,
                        "gzip",
                        ""),
                settings.sending());
    }

    @Test
    void headersAreNamesAndValues() {
        assertEquals(
                Map.of("authorization", "Bearer a+b=", "x-tenant", "one, two"),
                of("headers", " authorization = Bearer%20a+b= ,x-tenant=one%2C two,")
                        .sending()
                        .headers());
    }

    @Test
    void aWrongHeaderIsNamedWithoutItsValue() {
        for (String wrong : new String[] {
            "secret", "=secret", "a b=secret", "Host=secret", "a=secret%zz", "a=sec\nret", "a=secr\u00e9t"
        }) {
            String message = refusal("headers", wrong);
            assertFalse(message.contains("sec"), message);
        }
    }

    @Test
    void ratioIsFromNoneToAll() {
        assertEquals(0, of("sampling.ratio", "0").sampling().ratio());
        assertEquals(0.01, of("sampling.ratio", 0.01).sampling().ratio());
        for (String wrong : new String[] {"-0.1", "1.01", "many", "", "0x1p-2", "1e-3", "NaN"}) {
            assertRefused("sampling.ratio", wrong);
        }
    }

    @Test
    void wrongValuesAreNamed() {
        assertRefused("enabled", "yes");
        assertRefused("endpoint", "collector");
        assertRefused("endpoint", "127.0.0.1:4318");
        assertRefused("endpoint", "grpc://127.0.0.1:4317");
        assertRefused("endpoint", "http:///v1/traces");
        assertRefused("endpoint", "http://a b/");
        assertRefused("service.name", "");
        assertRefused("sampling.parent", "1");
        assertRefused("interval.ms", "9");
        assertRefused("timeout.ms", "99");
        assertRefused("queue.max", "0");
        assertRefused("compression", "zstd");
    }

    @Test
    void trustIsAFileWithCertificates() throws IOException {
        assertRefused("tls.trust", "missing.crt");
        Files.writeString(folder.resolve("nonsense.crt"), "nonsense");
        assertTrue(refusal("tls.trust", "nonsense.crt").contains("a PEM file with certificates"));
        Files.writeString(folder.resolve("empty.crt"), "");
        assertRefused("tls.trust", "empty.crt");
    }

    private String refusal(String key, String value) {
        return assertThrows(IllegalArgumentException.class, () -> of(key, value))
                .getMessage();
    }

    private void assertRefused(String key, String value) {
        String message = refusal(key, value);
        assertTrue(message.startsWith("io.parley.tracing: " + key + " is "), message);
        assertTrue(message.endsWith("not '" + value + "'"), message);
    }
}
