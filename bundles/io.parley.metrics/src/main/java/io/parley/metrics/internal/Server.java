package io.parley.metrics.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.parley.engine.contract.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small HTTP server for pages that programs read. */
final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final int BACKLOG = 32;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    /** No body. */
    private static final int NOTHING = -1;

    private final HttpServer http;
    private final ServerThreads threads;
    private final Collection<Page> pages;

    /**
     * Begins to serve.
     *
     * @param pages looked up at each request
     * @param limitMillis how long one request may take
     * @throws IOException when the address is not to be had
     */
    Server(InetSocketAddress address, Collection<Page> pages, long limitMillis) throws IOException {
        this.pages = pages;
        threads = new ServerThreads(limitMillis);
        try {
            http = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            threads.close();
            throw e;
        }
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return http.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page.Answer answer = answer(exchange);
            byte[] body = answer.body();
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (accepts(exchange)) {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                body = gzip(body);
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            }
            exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? NOTHING : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Page.Answer answer(HttpExchange exchange) {
        if (!METHODS.contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Page.Answer.text(405, "Pages are only read: GET or HEAD\n");
        }
        TreeMap<String, Page> byPath = new TreeMap<>();
        pages.forEach(page -> byPath.putIfAbsent(page.path(), page));
        Page page = byPath.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return Page.Answer.text(404, byPath.keySet().stream().collect(Collectors.joining("\n", "Pages:\n", "\n")));
        }
        try {
            String accept = exchange.getRequestHeaders().getFirst("Accept");
            return page.answer(accept == null ? "" : accept);
        } catch (RuntimeException e) {
            LOG.warn("No page {}: {}", page.path(), e.toString());
            return Page.Answer.text(500, e + "\n");
        }
    }

    private static boolean accepts(HttpExchange exchange) {
        String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        return encodings != null && encodings.matches("(?i)(.*[, ])?gzip *(,.*|; *q=(1|0\\.[1-9]).*)?");
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
