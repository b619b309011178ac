package io.parley.migration.internal.socket;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.migration.Answer;
import io.parley.spi.migration.FollowUp;
import io.parley.spi.migration.Peer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The way to another Parley of this machine: one connection for each call, a few at a time. */
public final class SocketPeer implements Peer {

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 10_000;

    private final PeerSettings settings;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "parley-peer"));

    public SocketPeer(PeerSettings settings) {
        this.settings = settings;
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public String reference() {
        return settings.reference();
    }

    private interface Request {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reply<T> {
        T read(DataInputStream in) throws IOException;
    }

    private <T> CompletionStage<T> call(int what, String move, String session, Request request, Reply<T> reply) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(connected(what, move, session, request, reply));
                } catch (IOException e) {
                    answer.completeExceptionally(new RefusedException(
                            Reason.UNAVAILABLE,
                            "'" + settings.name() + "' at " + settings.host() + ":" + settings.port()
                                    + " does not answer: " + e.getMessage(),
                            e));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new RefusedException(
                    Reason.UNAVAILABLE, MOST_WAITING + " calls of '" + settings.name() + "' wait already", e));
        }
        return answer;
    }

    private <T> T connected(int what, String move, String session, Request request, Reply<T> reply) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(settings.host(), settings.port()), settings.timeoutMillis());
            socket.setSoTimeout(settings.timeoutMillis());
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            Greeting.connect(in, out, settings.secret());
            out.writeByte(what);
            Wire.text(out, move);
            Wire.text(out, session);
            request.write(out);
            out.flush();
            if (in.readUnsignedByte() != Wire.DONE) {
                throw new IOException(Wire.text(in));
            }
            return reply.read(in);
        }
    }

    private static Answer answer(DataInputStream in) throws IOException {
        return new Answer(in.readBoolean(), in.readLong(), Wire.text(in), Wire.text(in));
    }

    @Override
    public CompletionStage<Answer> offer(String move, String session, Content content) {
        return call(
                Wire.OFFER,
                move,
                session,
                out -> {
                    Wire.Chunks chunks = new Wire.Chunks(out);
                    content.writeTo(chunks);
                    chunks.end();
                },
                SocketPeer::answer);
    }

    @Override
    public CompletionStage<Answer> outcome(String move, String session) {
        return call(Wire.OUTCOME, move, session, out -> {}, SocketPeer::answer);
    }

    @Override
    public CompletionStage<Long> follow(String move, String session, List<FollowUp> messages) {
        return call(
                Wire.FOLLOW,
                move,
                session,
                out -> {
                    out.writeInt(messages.size());
                    for (FollowUp message : messages) {
                        out.writeLong(message.sequence());
                        Wire.bytes(out, message.content());
                    }
                },
                DataInputStream::readLong);
    }

    @Override
    public CompletionStage<Void> settle(String move, String session) {
        return call(Wire.SETTLE, move, session, out -> {}, in -> null);
    }

    /** What is under way is given up. */
    public void close() {
        threads.shutdownNow();
    }
}
