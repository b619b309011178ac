package io.parley.migration.internal.socket;

import io.parley.api.message.RefusedException;
import io.parley.engine.Stages;
import io.parley.spi.migration.Answer;
import io.parley.spi.migration.Arrivals;
import io.parley.spi.migration.FollowUp;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for other Parleys of this machine. Each connection has a thread, and there are few of them at a time. */
public final class PeerServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);
    private static final int MOST_CONNECTIONS = 16;

    private final PeerSettings settings;
    private final Arrivals arrivals;
    private final ServerSocket listening;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** @throws IOException when the port is in use */
    public PeerServer(PeerSettings settings, Arrivals arrivals) throws IOException {
        this.settings = settings;
        this.arrivals = arrivals;
        this.listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(settings.host(), settings.port()));
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        new Thread(this::accept, "parley-peers").start();
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                take(listening.accept());
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    LOG.warn("A connection of another Parley was not accepted: {}", e.getMessage());
                }
            }
        }
    }

    private void take(Socket socket) throws IOException {
        if (connections.size() >= MOST_CONNECTIONS) {
            socket.close();
            return;
        }
        connections.add(socket);
        if (listening.isClosed()) {
            // It came while this was being closed, which has not seen it.
            connections.remove(socket);
            socket.close();
            return;
        }
        new Thread(() -> serve(socket), "parley-peer-" + socket.getPort()).start();
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(settings.timeoutMillis());
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            Greeting.accept(in, out, settings.secret());
            answer(in, out);
            out.flush();
        } catch (IOException e) {
            if (!listening.isClosed()) {
                LOG.warn("A connection from {} ended: {}", socket.getRemoteSocketAddress(), e.getMessage());
            }
        } finally {
            connections.remove(socket);
        }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        int what = in.readUnsignedByte();
        String move = Wire.text(in);
        String session = Wire.text(in);
        try {
            switch (what) {
                case Wire.OFFER -> told(out, await(arrivals.offer(move, session, new Wire.Unchunked(in))));
                case Wire.OUTCOME -> told(out, await(arrivals.outcome(move, session)));
                case Wire.FOLLOW -> {
                    long below = await(arrivals.follow(move, session, messages(in)));
                    out.writeByte(Wire.DONE);
                    out.writeLong(below);
                }
                case Wire.SETTLE -> {
                    await(arrivals.settle(move, session));
                    out.writeByte(Wire.DONE);
                }
                default -> throw new IOException("a call of kind " + what + " is not known");
            }
        } catch (RefusedException e) {
            out.writeByte(Wire.FAILED);
            Wire.text(out, e.getMessage());
        }
    }

    private <T> T await(CompletionStage<T> stage) {
        return Stages.await(stage, Duration.ofMillis(settings.timeoutMillis()));
    }

    private static void told(DataOutputStream out, Answer answer) throws IOException {
        out.writeByte(Wire.DONE);
        out.writeBoolean(answer.taken());
        out.writeLong(answer.below());
        Wire.text(out, answer.ends());
        Wire.text(out, answer.words());
    }

    private static List<FollowUp> messages(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > Wire.MOST_FOLLOWING) {
            throw new IOException(count + " messages are announced; at most " + Wire.MOST_FOLLOWING + " are allowed");
        }
        List<FollowUp> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(new FollowUp(in.readLong(), Wire.bytes(in, Wire.LARGEST_MESSAGE)));
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
