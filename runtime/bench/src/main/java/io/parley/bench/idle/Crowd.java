package io.parley.bench.idle;

import io.parley.bench.mqtt.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Connected clients that do nothing. For one thread. */
public final class Crowd implements AutoCloseable {

    /** So many connect at the same time. */
    private static final int AT_ONCE = 100;

    /** Long enough to be silent all the time, and short enough that the server watches it. */
    private static final int KEEP_ALIVE_SECONDS = 3_600;

    /** Where a short CONNECT has it: behind the fixed header, "MQTT", the level and the flags. */
    private static final int KEEP_ALIVE_AT = 10;

    private final InetSocketAddress address;
    private final List<BlockingClient> clients = new ArrayList<>();

    public Crowd(InetSocketAddress address) {
        this.address = address;
    }

    public int size() {
        return clients.size();
    }

    /** Connects until there are that many, each accepted. */
    public void growTo(int count) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1_024);
        while (clients.size() < count) {
            int first = clients.size();
            for (int i = first; i < Math.min(count, first + AT_ONCE); i++) {
                BlockingClient client = new BlockingClient(address);
                clients.add(client);
                Packets.connect(out, "idle-" + i, true);
                out.putShort(KEEP_ALIVE_AT, (short) KEEP_ALIVE_SECONDS);
                client.send(out);
            }
            for (BlockingClient client : clients.subList(first, clients.size())) {
                client.expectAccepted();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (BlockingClient client : clients) {
            client.close();
        }
    }
}
