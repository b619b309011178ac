package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.session.Capabilities;
import io.parley.api.session.Session;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.ProtocolHandler;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.security.Credentials;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Prints what a message of 256 bytes costs in the decoder with its handler, and in the encoder, on one thread: a
 * figure to watch while changing them, not a benchmark. Run its main method; no test does.
 */
final class CodecSpeed implements Connection, Gateway, GatewaySession {

    private static final int PACKETS = 200;
    private static final int ROUNDS = 20_000;
    private static final CompletableFuture<Receipt> STORED = CompletableFuture.completedFuture(FakeGateway.STORED);
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final ByteBuffer out = ByteBuffer.allocateDirect(256 * 1024);
    private final boolean modern;
    private Downstream downstream;
    private long sum;

    public static void main(String[] arguments) {
        for (boolean modern : new boolean[] {false, true}) {
            for (int qos = 0; qos <= 2; qos++) {
                for (int topics : new int[] {1, 100}) {
                    new CodecSpeed(modern).decode(qos, topics);
                }
            }
            for (int qos = 0; qos <= 1; qos++) {
                new CodecSpeed(modern).encode(qos, "without properties");
            }
        }
        new CodecSpeed(true).encode(0, "with properties");
    }

    private CodecSpeed(boolean modern) {
        this.modern = modern;
    }

    private void decode(int qos, int topics) {
        ProtocolHandler handler = connected();
        byte[] all = {};
        for (int i = 0; i < PACKETS; i++) {
            String topic = "bench/topic/" + i % topics;
            int first = 0x30 | qos << 1;
            all = Packets.join(
                    all,
                    modern
                            ? Packets5.publish(first, topic, i + 1, new byte[256])
                            : Packets.publish(first, topic, i + 1, new byte[256]));
            if (modern && qos == 2) {
                all = Packets.join(all, Packets.pubrel(i + 1));
            }
        }
        ByteBuffer in = ByteBuffer.allocateDirect(all.length).put(all).flip();
        print("decode QoS " + qos + ", " + topics + " topics", () -> {
            in.position(0);
            handler.received(in);
            handler.receivedAll();
        });
    }

    private void encode(int qos, String how) {
        ProtocolHandler handler = connected();
        List<Outbound> batch = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            MessageBuilder message = Message.to(Address.topic("bench/topic/1")).payload(Payload.copyOf(new byte[256]));
            if (how.equals("with properties")) {
                message.contentType("application/json")
                        .correlationId("0123456789")
                        .addHeader("name", "value");
            }
            batch.add(new Outbound.Deliver(message.build(), i, Guarantee.values()[qos], false, false));
        }
        byte[] acks = {};
        for (int i = 0; qos == 1 && i < PACKETS; i++) {
            acks = Packets.join(acks, Packets.puback(i + 1));
        }
        ByteBuffer in = ByteBuffer.allocateDirect(acks.length).put(acks).flip();
        print("encode QoS " + qos + " " + how + (qos == 0 ? "" : " and decode PUBACK"), () -> {
            downstream.deliver(batch);
            in.position(0);
            handler.received(in);
            flush();
        });
    }

    private ProtocolHandler connected() {
        ProtocolHandler handler = new MqttProtocol().open(this, this);
        handler.received(ByteBuffer.wrap(
                modern ? Packets5.connect("a", true, 0, Packets5.u16(34, 0)) : Packets.connect("a", true, 0)));
        return handler;
    }

    private void print(String what, Runnable round) {
        long best = Long.MAX_VALUE;
        for (int repeat = 0; repeat < 5; repeat++) {
            long start = System.nanoTime();
            for (int i = 0; i < ROUNDS; i++) {
                round.run();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(
                "%-60s %6.1f ns a message (%d)%n",
                (modern ? "5.0: " : "3.1.1: ") + what, best / (double) (ROUNDS * PACKETS), sum & 1);
    }

    @Override
    public GatewayTransactions transactions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Receipt> publish(Publication publication) {
        sum += publication.message().payload().size();
        return STORED;
    }

    @Override
    public CompletionStage<GatewaySession> connect(ConnectRequest request, Downstream to) {
        downstream = to;
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public ByteBuffer reserve(int size) {
        if (out.remaining() < size) {
            out.clear();
        }
        return out;
    }

    @Override
    public void write(ByteBuffer bytes) {
        reserve(bytes.remaining()).put(bytes);
    }

    @Override
    public void flush() {
        out.clear();
    }

    @Override
    public String id() {
        return "a";
    }

    @Override
    public SocketAddress remote() {
        return InetSocketAddress.createUnresolved("127.0.0.1", 1);
    }

    @Override
    public String listener() {
        return "mqtt";
    }

    @Override
    public Optional<String> certificateSubject() {
        return Optional.empty();
    }

    @Override
    public Optional<String> setting(String key) {
        return Optional.empty();
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {
        throw new IllegalStateException("closed");
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public boolean resumed() {
        return false;
    }

    @Override
    public Capabilities.Agreement capabilities() {
        return Capabilities.ofCredit(1).with(Capabilities.ofCredit(1));
    }

    @Override
    public String resumeToken() {
        return "1.token";
    }

    @Override
    public String principal() {
        return Session.ANONYMOUS;
    }

    @Override
    public Optional<Payload> authenticationData() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Optional<Payload>> reauthenticate(Credentials credentials, Challenger challenger) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Void> expireAfter(Duration expiry) {
        return DONE;
    }

    @Override
    public void start() {}

    @Override
    public void reattach(Downstream to) {}

    @Override
    public CompletionStage<Void> release(int token) {
        return DONE;
    }

    @Override
    public CompletionStage<List<SubscriptionResult>> subscribe(List<SubscriptionRequest> requests) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void received(long sequence) {}

    @Override
    public void acknowledge(long sequence) {
        sum += sequence;
    }

    @Override
    public void writable(boolean writable) {}

    @Override
    public CompletionStage<Void> leave(boolean farewell) {
        return DONE;
    }
}
