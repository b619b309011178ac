package io.parley.auth.file.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserShellTest {

    private static final String HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    @TempDir
    Path folder;

    private final UserShell shell = new UserShell();
    private Path file;

    @BeforeEach
    void prepare() {
        file = folder.resolve("users");
    }

    private String user(String input, String... words) throws IOException {
        return user(PasswordInput.of(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))), words);
    }

    private String user(PasswordInput input, String... words) throws IOException {
        return shell.user(Map.of("file", file), "", List.of(words), input);
    }

    private String refused(String input, String... words) {
        return assertThrows(IOException.class, () -> user(input, words)).getMessage();
    }

    private User found(String name) throws Exception {
        return Users.read(Files.readAllBytes(file)).find(name).orElseThrow();
    }

    private static boolean matches(User user, String password) {
        return user.password().orElseThrow().matches(password.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void addsChangesListsAndRemoves() throws Exception {
        assertTrue(user("grüße\nmore", "add", "anna").contains("'anna' added to " + file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        User anna = found("anna");
        assertTrue(matches(anna, "grüße"));
        assertTrue(anna.scram().isPresent());
        user("second\r\n", "password", "anna");
        assertTrue(matches(found("anna"), "second"));
        assertEquals("anna  Argon2id, SCRAM-SHA-256", user("", "list"));
        user("", "remove", "anna");
        assertEquals("", user("", "list"));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void aPersonIsAskedTwice() throws Exception {
        Queue<String> answers = new ArrayDeque<>(List.of("typed", "typed", "one", "another"));
        List<String> questions = new ArrayList<>();
        PasswordInput person = PasswordInput.of(question -> {
            questions.add(question);
            return answers.remove();
        });
        user(person, "add", "anna");
        assertEquals(List.of("Password: ", "Once more: "), questions);
        assertTrue(matches(found("anna"), "typed"));
        IOException different = assertThrows(IOException.class, () -> user(person, "password", "anna"));
        assertTrue(different.getMessage().contains("two different passwords"), different.getMessage());
        assertTrue(matches(found("anna"), "typed"));
    }

    @Test
    void leavesEverythingElseAsItIs() throws Exception {
        Files.writeString(file, "# staff\nbernd " + HASH + "\n\n  anna   " + HASH + "\n# end");
        user("new", "password", "anna");
        List<String> lines = Files.readAllLines(file);
        assertEquals(List.of("# staff", "bernd " + HASH, ""), lines.subList(0, 3));
        assertTrue(lines.get(3).startsWith("anna $argon2id$"));
        assertEquals("# end", lines.get(4));
        user("new", "add", "eva maria");
        assertTrue(matches(found("eva maria"), "new"));
        user("", "remove", "bernd");
        assertFalse(Files.readString(file).contains("bernd"));
    }

    @Test
    void saysWhatIsWrongAndChangesNothing() throws Exception {
        Files.writeString(file, "anna " + HASH + "\n");
        byte[] before = Files.readAllBytes(file);
        assertTrue(refused("x", "add", "anna").contains("already"));
        assertTrue(refused("x", "password", "bernd").contains("no user 'bernd'"));
        assertTrue(refused("", "remove", "bernd").contains("no user 'bernd'"));
        assertTrue(refused("", "add", "bernd").contains("--input"));
        assertTrue(refused("\n", "add", "bernd").contains("no password"));
        assertTrue(refused("x".repeat(1_025), "add", "bernd").contains("1024"));
        assertTrue(refused("x", "add", "anonymous").contains("do not log in"));
        assertTrue(refused("x", "add", "a\u0007b").contains("control"));
        assertTrue(refused("x", "add", "Ⅸ").contains("'IX'"));
        assertTrue(refused("x", "dance", "bernd").contains("list | add"));
        assertTrue(refused("x").contains("list | add"));
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(file));
        Files.writeString(file, "anna\n");
        assertTrue(refused("x", "add", "bernd").contains(file + ":1: "), refused("x", "add", "bernd"));
        assertEquals("anna\n", Files.readString(file));
    }

    @Test
    void findsTheFile() throws IOException {
        Map<String, Path> two = Map.of("staff", folder.resolve("s"), "devices", folder.resolve("d"));
        PasswordInput none = PasswordInput.of(InputStream.nullInputStream());
        assertEquals("", shell.user(two, "staff", List.of("list"), none));
        for (String name : List.of("", "other")) {
            String said = assertThrows(IOException.class, () -> shell.user(two, name, List.of("list"), none))
                    .getMessage();
            assertTrue(said.contains("staff"), said);
        }
        assertThrows(IOException.class, () -> shell.user(Map.of(), "", List.of("list"), none));
    }
}
