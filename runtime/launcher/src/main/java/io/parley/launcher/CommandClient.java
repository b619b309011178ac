package io.parley.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs one shell command in the runtime that uses a data folder, over the socket {@code DATA/shell.sock}. The command goes
 * there as UTF-8, followed by a zero byte and the command's input up to the end of the stream; its output comes back, followed
 * by one byte: the exit code. Where the path is
 * too long for a socket, the file is a link to the socket.
 */
public final class CommandClient {

    private CommandClient() {}

    /**
     * Runs it to its end.
     *
     * @param data the data folder
     * @param input of the command
     * @param out gets what the command prints, as it comes
     * @return the command's exit code: 0, or 1 when it failed
     * @throws LaunchException if nothing uses the data folder, or it does not answer
     */
    public static int run(Path data, String command, InputStream input, PrintStream out) throws LaunchException {
        Path socket = data.toAbsolutePath().normalize().resolve("shell.sock");
        if (!Files.exists(socket)) {
            throw new LaunchException("no runtime uses the data folder " + data + " (" + socket + " is missing)");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket.toRealPath()));
            OutputStream request = Channels.newOutputStream(channel);
            request.write((command + '\0').getBytes(StandardCharsets.UTF_8));
            input.transferTo(request);
            channel.shutdownOutput();
            return copy(channel, out);
        } catch (IOException e) {
            throw new LaunchException("cannot talk to the runtime over " + socket + ": " + e.getMessage(), e);
        }
    }

    /** Holds the last byte back, since it is the exit code; what came before it is shown at once. */
    private static int copy(SocketChannel channel, PrintStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        int last = -1;
        while (channel.read(buffer.clear()) >= 0) {
            buffer.flip();
            if (buffer.hasRemaining()) {
                if (last >= 0) {
                    out.write(last);
                }
                last = buffer.get(buffer.limit() - 1);
                out.write(buffer.array(), 0, buffer.limit() - 1);
                out.flush();
            }
        }
        if (last < 0) {
            throw new IOException("it ended without an answer");
        }
        return last;
    }
}
