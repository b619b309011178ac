package io.parley.bench.cost;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the metrics once a second during each round, as Prometheus would. */
final class Scraper implements Watcher {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "scraper");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final AtomicInteger read = new AtomicInteger();
    private ScheduledFuture<?> scraping;

    Scraper(int port) {
        request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(LIMIT)
                .build();
    }

    private void scrape() {
        try {
            HttpResponse<String> page = client.send(request, BodyHandlers.ofString());
            if (page.statusCode() != 200 || !page.body().contains("parley_gateway_sent_total")) {
                throw new IllegalStateException("status " + page.statusCode() + " and no metrics: " + request.uri());
            }
            read.incrementAndGet();
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void begin() {
        read.set(0);
        scraping = clock.scheduleAtFixedRate(this::scrape, 0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void end() throws IOException {
        if (scraping.isDone()) {
            try {
                scraping.get();
            } catch (ExecutionException e) {
                throw new IOException(
                        "The metrics cannot be read: " + e.getCause().getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        scraping.cancel(false);
        if (read.get() == 0) {
            throw new IOException("Nobody could read the metrics during a round");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
