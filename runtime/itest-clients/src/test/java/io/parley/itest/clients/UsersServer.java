package io.parley.itest.clients;

import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The one server for all tests with users and permissions from files; it ends with this JVM. */
final class UsersServer {

    /** Who may do what, unless a test says otherwise. */
    static final String RULES = """
            deny  all        send,receive  topic:open/secret
            allow user anna  send,receive  topic:open/# topic:own/%c/#
            allow user bernd receive       topic:open/a
            allow user carla send,receive  topic:#
            """;

    private static UsersServer instance;

    private final Installation parley;

    private UsersServer() throws IOException {
        parley = Installation.of(
                        "users",
                        "io.parley.auth.file~staff:acl=acl",
                        "io.parley.listener~mqtt:authenticator=certificate,file",
                        "io.parley.listener~mqtt:authorizer=file")
                .requireShell();
        Files.createDirectories(parley.data());
        Files.writeString(
                parley.data().resolve("users"),
                "# U*U\nanna $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
        replaceAcl(RULES);
        parley.start();
        int before = parley.logged();
        parley.exec("parley:user add bernd", "geheim\n");
        parley.exec("parley:user add carla", "pencil\n");
        parley.awaitLog(before, "3 users");
    }

    /** Started when it is asked for first, with the users {@code anna}, {@code bernd} and {@code carla}. */
    static synchronized UsersServer get() throws IOException {
        if (instance == null) {
            instance = new UsersServer();
        }
        return instance;
    }

    Installation parley() {
        return parley;
    }

    /** Changes who may do what; returns when it is read, whatever comes of it, with the line of the log that says so. */
    String acl(String rules) throws IOException {
        int before = parley.logged();
        replaceAcl(rules);
        return parley.awaitLog(
                before, line -> line.contains(parley.data().resolve("acl").toString()));
    }

    private void replaceAcl(String rules) throws IOException {
        Path next = Files.writeString(parley.data().resolve("acl.next"), rules);
        Files.move(next, parley.data().resolve("acl"), StandardCopyOption.REPLACE_EXISTING);
    }
}
