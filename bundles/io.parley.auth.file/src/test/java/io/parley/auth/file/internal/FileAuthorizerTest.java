package io.parley.auth.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.spi.health.Health;
import io.parley.spi.security.Authorizer;
import io.parley.testkit.AuthorizerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuthorizerTest extends AuthorizerContract {

    private static final String RULES = """
            deny  all                receive       topic:open/secret
            allow user anna          send,receive  topic:open/#
            """;

    @TempDir
    Path folder;

    private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private FileAuth auth;

    @AfterEach
    void close() {
        if (auth != null) {
            auth.close();
        }
    }

    private void write(String rules) {
        try {
            Path next = Files.writeString(folder.resolve("next"), rules);
            Files.move(next, folder.resolve("acl"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected Authorizer authorizer() {
        write(RULES);
        auth = new FileAuth(
                Settings.of("test", Map.of("users", ""), folder), () -> changes.add("changed"), names -> {});
        return auth.authorizer().orElseThrow();
    }

    @Test
    void changedFileCountsSoonAndIsTold() throws Exception {
        Authorizer authorizer = authorizer();
        write("allow all send queue:q\n");
        assertEquals("changed", changes.poll(20, TimeUnit.SECONDS));
        assertTrue(authorizer.allowed("x", "c", Authorizer.Action.SEND, Address.queue("q")));
        assertFalse(authorizer.allowed("anna", "c", Authorizer.Action.SEND, Address.topic("open/a")));
        assertEquals(
                new Health.Report(Health.Status.UP, "1 rule"), auth.health().report());
        assertEquals("auth:file", auth.health().subject());
    }

    @Test
    void withoutAFileEverythingIsDenied() {
        auth = new FileAuth(Settings.of("test", Map.of("users", ""), folder), () -> {}, names -> {});
        assertFalse(
                auth.authorizer().orElseThrow().allowed("anna", "c", Authorizer.Action.SEND, Address.topic("open/a")));
        Health.Report report = auth.health().report();
        assertEquals(Health.Status.DEGRADED, report.status());
        assertTrue(report.message().contains(folder.resolve("acl").toString()), report.message());
    }

    @Test
    void wrongValuesAreNamed() {
        for (Map<String, String> wrong : java.util.List.of(
                Map.of("hash.threads", "0"),
                Map.of("hash.queue", "many"),
                Map.of("cache.seconds", "-1"),
                Map.of("failures.free", "0"),
                Map.of("failures.delay.max.seconds", "9999"),
                Map.of("name", "a,b"))) {
            String message = assertThrows(IllegalArgumentException.class, () -> Settings.of("pid", wrong, folder))
                    .getMessage();
            String key = wrong.keySet().iterator().next();
            assertTrue(
                    message.startsWith("pid: " + key + " is ") && message.contains("'" + wrong.get(key) + "'"),
                    message);
        }
    }
}
