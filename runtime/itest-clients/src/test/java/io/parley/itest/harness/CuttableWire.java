package io.parley.itest.harness;

import io.parley.bench.server.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A TCP forwarder between clients and the server, so that connections can break without either end ending. All clients of
 * one wire share its fate.
 */
public final class CuttableWire implements AutoCloseable {

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore closedByServer = new Semaphore(0);
    private volatile boolean admitting = true;

    public CuttableWire(InetSocketAddress server) throws IOException {
        this.server = server;
        listener = new ServerSocket();
        listener.bind(Ports.local(0));
        start("wire accept", this::accept);
    }

    /** Where the client connects to. */
    public InetSocketAddress address() {
        return Ports.local(listener.getLocalPort());
    }

    /** Breaks the connections with a reset and admits no new ones. */
    public void cut() {
        admitting = false;
        sockets.forEach(CuttableWire::reset);
        sockets.clear();
    }

    /** Admits no new connections; those that are open stay. */
    public void refuse() {
        admitting = false;
    }

    /** Admits new connections again. */
    public void mend() {
        admitting = true;
    }

    /** Waits until the server has closed one more connection, after the client did or before. */
    public boolean awaitClosedByServer(long seconds) throws InterruptedException {
        return closedByServer.tryAcquire(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        cut();
        listener.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (!admitting) {
                reset(client);
                continue;
            }
            try {
                connect(client);
            } catch (IOException e) {
                // The server is down: the client learns of it in the same way as without the wire.
                reset(client);
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream = new Socket();
        upstream.connect(server, 5000);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(upstream);
        if (!admitting) {
            cut();
        }
        start("wire to server", () -> {
            try {
                pump(client, upstream);
                // The server hears that the client has ended, and ends the connection itself.
                upstream.shutdownOutput();
            } catch (IOException e) {
                upstream.close();
            }
        });
        start("wire to client", () -> {
            try (client;
                    upstream) {
                pump(upstream, client);
                closedByServer.release();
            }
        });
    }

    private static void pump(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            to.getOutputStream().write(buffer, 0, read);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already, which is what was wanted.
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A broken connection is this class's purpose.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
