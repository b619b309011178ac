package io.parley.runtime.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands from this machine's user over a socket in the data folder, where the file system says who may. Each
 * connection brings one command and takes its output; see {@code CommandClient} of the launcher.
 */
final class CommandSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandSocket.class);

    /** Operators and scripts; more at once are turned away. */
    private static final int MOST_AT_ONCE = 8;

    /** The system's limit is 104 to 108 bytes. */
    private static final int LONGEST_PATH = 100;

    /** Answers one connection. */
    interface Handler {

        /** Reads the command up to the end of the stream and writes the answer; the caller closes the channel. */
        void handle(SocketChannel channel) throws IOException;
    }

    private final Path file;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Handler handler;
    private final ExecutorService workers = new ThreadPoolExecutor(
            0, MOST_AT_ONCE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), CommandSocket::thread);

    private CommandSocket(Path file, Path socket, Handler handler) throws IOException {
        this.file = file;
        this.socket = socket;
        this.handler = handler;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        thread(this::accept).start();
    }

    /** Listens at the file, or, when its path is too long for a socket, elsewhere with a link from there. */
    static CommandSocket open(Path file, Handler handler) throws IOException {
        Files.deleteIfExists(file);
        if (file.toString().getBytes().length <= LONGEST_PATH) {
            return new CommandSocket(file, file, handler);
        }
        Path socket = Files.createTempDirectory("parley").resolve("shell.sock");
        CommandSocket opened = new CommandSocket(file, socket, handler);
        Files.createSymbolicLink(file, socket);
        return opened;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "parley-shell");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                try {
                    workers.execute(() -> serve(channel));
                } catch (RuntimeException e) {
                    channel.close();
                }
            }
        } catch (ClosedChannelException e) {
            LOG.debug("No more shell commands at {}", file);
        } catch (IOException e) {
            LOG.error("Shell commands at {} end: {}", file, e.toString());
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            handler.handle(channel);
        } catch (IOException e) {
            LOG.debug("A shell command's caller left: {}", e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        workers.shutdownNow();
        Files.deleteIfExists(file);
        if (!socket.equals(file)) {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        }
    }
}
