package io.parley.bench.cost;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/** A collector that takes spans and forgets them. */
final class SpanSink implements Watcher {

    private final HttpServer server;
    private final LongAdder bytes = new LongAdder();

    SpanSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            bytes.add(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void begin() {
        bytes.reset();
    }

    @Override
    public void end() throws IOException {
        if (bytes.sum() == 0) {
            throw new IOException("No spans came during a round");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
