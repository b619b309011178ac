package io.parley.auth.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Payload;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Credentials;
import io.parley.testkit.AuthenticatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuthenticatorTest extends AuthenticatorContract {

    @TempDir
    Path folder;

    private FileAuth auth;

    @AfterEach
    void close() {
        auth.close();
    }

    @Override
    protected Authenticator authenticator() {
        try {
            Files.writeString(
                    folder.resolve("users"), "anna $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        auth = new FileAuth(Settings.of("test", Map.of("acl", ""), folder), () -> {}, names -> {});
        return auth.authenticator().orElseThrow();
    }

    private static Credentials credentials(String user, String password) {
        return new Credentials(
                "c", Optional.of(user), Optional.of(Payload.utf8(password)), new InetSocketAddress("127.0.0.1", 1));
    }

    @Override
    protected Credentials good() {
        return credentials("anna", "U*U");
    }

    @Override
    protected List<Credentials> bad() {
        return List.of(
                credentials("anna", "Geheim!"),
                credentials("bernd", "U*U"),
                new Credentials("c", Optional.of("anna"), Optional.empty(), new InetSocketAddress("127.0.0.1", 1)));
    }

    @Override
    protected String principal() {
        return "anna";
    }

    private void users(String content) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), content);
        Files.move(next, folder.resolve("users"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whoIsGoneOrHasAnotherPasswordIsTold() throws Exception {
        String anna = "anna $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n";
        String other = anna.replace("yOeW", "yOeX");
        users(anna + other.replace("anna", "bernd") + anna.replace("anna", "carla"));
        LinkedBlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
        auth = new FileAuth(Settings.of("test", Map.of("acl", ""), folder), () -> {}, told::add);
        users(anna.replace("anna", "dora") + anna + anna.replace("anna", "bernd"));
        assertEquals(Set.of("bernd", "carla"), told.poll(20, TimeUnit.SECONDS));
        users(anna + "# nobody else is new\n" + anna.replace("anna", "bernd"));
        assertEquals(Set.of("dora"), told.poll(20, TimeUnit.SECONDS));
        users("anna what is this\n");
        users("");
        assertEquals(Set.of("anna", "bernd"), told.poll(20, TimeUnit.SECONDS));
    }
}
