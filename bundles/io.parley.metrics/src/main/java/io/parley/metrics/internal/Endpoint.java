package io.parley.metrics.internal;

import io.parley.engine.contract.Page;
import io.parley.spi.health.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server at one address. An address that is not to be had is tried again from time to time, and health says so
 * meanwhile. Safe for all threads.
 */
final class Endpoint implements Health, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

    private static final long RETRY_SECONDS = 5;
    private static final long REQUEST_MILLIS = 10_000;

    private final InetSocketAddress wanted;
    private final Collection<Page> pages;
    private final ScheduledThreadPoolExecutor retries;
    private Server server; // guarded by this
    private boolean closed; // guarded by this
    private String failure = ""; // guarded by this

    Endpoint(InetSocketAddress wanted, Collection<Page> pages) {
        this.wanted = wanted;
        this.pages = pages;
        retries = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "parley-metrics-bind");
            thread.setDaemon(true);
            return thread;
        });
        retries.setKeepAliveTime(1, TimeUnit.SECONDS);
        retries.allowCoreThreadTimeOut(true);
        retries.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        bind();
    }

    private synchronized void bind() {
        if (closed) {
            return;
        }
        try {
            server = new Server(wanted, pages, REQUEST_MILLIS);
            failure = "";
            LOG.info("Metrics at {}", url());
        } catch (IOException e) {
            String why = Settings.PID + " cannot listen on " + text(wanted) + ": " + e.getMessage();
            if (!why.equals(failure)) {
                LOG.error("{}; it is tried again every {} s", why, RETRY_SECONDS);
            }
            failure = why;
            retries.schedule(this::bind, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private String url() {
        return "http://" + text(server.address());
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Where it listens; null while it does not. */
    synchronized InetSocketAddress address() {
        return server == null ? null : server.address();
    }

    @Override
    public String subject() {
        return "listener:metrics";
    }

    @Override
    public synchronized Report report() {
        if (server == null) {
            return new Report(Status.DOWN, failure);
        }
        String paths = pages.stream().map(Page::path).sorted().collect(Collectors.joining(", "));
        return new Report(Status.UP, url() + ": " + paths);
    }

    @Override
    public synchronized void close() {
        closed = true;
        retries.shutdownNow();
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
