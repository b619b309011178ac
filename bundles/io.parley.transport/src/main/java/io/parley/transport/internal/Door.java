package io.parley.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener's listening socket. Follows the address asked for: binds it, tries again while it cannot, and keeps the former
 * one open until the new one is bound, unless the two exclude each other. Safe for all threads.
 */
final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final long RETRY_MILLIS = 2_000;

    private final String pid;
    private final Listener listener;
    private final long retryMillis;

    private ListenerSettings wanted;
    private Channel open;
    private ListenerSettings openFor;
    private String failure;
    private Future<?> retry;
    private Transport.Place timerPlace;

    /** Outcomes of earlier attempts do not count. */
    private int attempt;

    Door(String pid, Listener listener) {
        this(pid, listener, RETRY_MILLIS);
    }

    Door(String pid, Listener listener, long retryMillis) {
        this.pid = pid;
        this.listener = listener;
        this.retryMillis = retryMillis;
    }

    /** Completes after the first attempt, however that ends. */
    synchronized CompletableFuture<Void> open(ListenerSettings settings) {
        CompletableFuture<Void> tried = new CompletableFuture<>();
        forget();
        wanted = settings;
        if (open == null) {
            bind(tried);
        } else if (openFor.sameAddress(settings)) {
            tried.complete(null);
        } else if (openFor.port() == settings.port()) {
            // 0.0.0.0 and 127.0.0.1 cannot both have the same port.
            int number = attempt;
            closeOpen().addListener(closed -> bindIfCurrent(number, tried));
        } else {
            bind(tried);
        }
        return tried;
    }

    /** Completes when the port is free. */
    synchronized CompletableFuture<Void> close() {
        forget();
        wanted = null;
        CompletableFuture<Void> closed = new CompletableFuture<>();
        if (open == null) {
            closed.complete(null);
        } else {
            closeOpen().addListener(done -> closed.complete(null));
        }
        return closed;
    }

    /** What is bound, or null. */
    synchronized InetSocketAddress bound() {
        return open == null ? null : (InetSocketAddress) open.localAddress();
    }

    /** Why what is wanted is not bound, or null. */
    synchronized String failure() {
        return failure;
    }

    private void forget() {
        attempt++;
        failure = null;
        if (retry != null) {
            retry.cancel(false);
            timerPlace.leave();
            retry = null;
        }
    }

    private ChannelFuture closeOpen() {
        Channel closing = open;
        open = null;
        return closing.close();
    }

    private synchronized void bindIfCurrent(int number, CompletableFuture<Void> tried) {
        if (number == attempt) {
            bind(tried);
        } else {
            tried.complete(null);
        }
    }

    private void bind(CompletableFuture<Void> tried) {
        int number = attempt;
        Transport.Place place = listener.transport().enter();
        ChannelFuture binding = new Bootstrap()
                .group(place.loop())
                .channelFactory(() -> Addresses.serverChannel(wanted.host()))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, wanted.backlog())
                .handler(new Acceptor(listener))
                .bind(new InetSocketAddress(wanted.host(), wanted.port()));
        binding.channel().closeFuture().addListener(closed -> place.leave());
        binding.addListener(done -> {
            ended(number, binding);
            tried.complete(null);
        });
    }

    private synchronized void ended(int number, ChannelFuture binding) {
        if (number != attempt) {
            binding.channel().close();
        } else if (binding.isSuccess()) {
            if (open != null) {
                closeOpen();
            }
            open = binding.channel();
            openFor = wanted;
            failure = null;
            LOG.info("{} listens on {}", listener, Addresses.text(bound()));
        } else {
            failed(binding.cause());
        }
    }

    private void failed(Throwable cause) {
        String words = words(cause);
        if (!words.equals(failure)) {
            failure = words;
            LOG.error("{}", words);
        }
        int number = attempt;
        timerPlace = listener.transport().enter();
        retry = timerPlace.loop().schedule(() -> retry(number), retryMillis, TimeUnit.MILLISECONDS);
    }

    private synchronized void retry(int number) {
        if (number == attempt) {
            retry = null;
            timerPlace.leave();
            bind(new CompletableFuture<>());
        }
    }

    private String words(Throwable cause) {
        String port = "Port " + wanted.port() + " on " + wanted.host();
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof UnresolvedAddressException) {
            return "Host " + wanted.host() + " has no address (" + pid + ":host)";
        } else if (text.contains("in use")) {
            return port + " is in use (" + pid + ":port)";
        } else if (text.contains("ermission denied")) {
            return port + " needs rights that this process has not (" + pid + ":port)";
        } else if (cause instanceof BindException && text.contains("assign")) {
            return "Host " + wanted.host() + " is not an address of this machine (" + pid + ":host)";
        }
        return port + " cannot be bound: " + text + " (" + pid + ":port)";
    }
}
