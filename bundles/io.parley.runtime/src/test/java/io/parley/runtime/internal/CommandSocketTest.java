package io.parley.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandSocketTest {

    @TempDir
    Path folder;

    @Test
    void answersOnlyItsOwner() throws Exception {
        Path file = folder.resolve("s");
        try (CommandSocket socket = CommandSocket.open(file, CommandSocketTest::echo)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals("lb", ask(file, "lb"));
            assertEquals("parley:queues", ask(file, "parley:queues"));
        }
        assertFalse(Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        assertThrows(IOException.class, () -> ask(file, "lb"));
    }

    @Test
    void longPathIsALinkToAShortOne() throws Exception {
        Path file = Files.createDirectories(folder.resolve("x".repeat(120))).resolve("shell.sock");
        Path target;
        try (CommandSocket socket = CommandSocket.open(file, CommandSocketTest::echo)) {
            target = Files.readSymbolicLink(file);
            assertEquals("lb", ask(file.toRealPath(), "lb"));
        }
        assertFalse(Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(target.getParent()));
    }

    @Test
    void whatACrashLeftIsReplaced() throws Exception {
        Path file = Files.createFile(folder.resolve("s"));
        try (CommandSocket socket = CommandSocket.open(file, CommandSocketTest::echo)) {
            assertEquals("lb", ask(file, "lb"));
        }
    }

    @Test
    void oneThatFailsHarmsNoOther() throws Exception {
        Path file = folder.resolve("s");
        CommandSocket.Handler unlucky = channel -> {
            if (echo(channel).equals("fail")) {
                throw new IOException("broken");
            }
        };
        try (CommandSocket socket = CommandSocket.open(file, unlucky)) {
            for (int i = 0; i < 20; i++) {
                assertEquals("fail", ask(file, "fail"));
                assertEquals("lb", ask(file, "lb"));
            }
        }
    }

    private static String echo(SocketChannel channel) throws IOException {
        byte[] command = Channels.newInputStream(channel).readAllBytes();
        Channels.newOutputStream(channel).write(command);
        return new String(command, StandardCharsets.UTF_8);
    }

    private static String ask(Path file, String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(file));
            channel.write(StandardCharsets.UTF_8.encode(command));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
