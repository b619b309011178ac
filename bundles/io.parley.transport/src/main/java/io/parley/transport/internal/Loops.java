package io.parley.transport.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that serve sockets. Once retired, they end with their last socket. Safe for all threads. */
final class Loops {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final long SHUTDOWN_MILLIS = 2_000;

    /** Whoever closed the last socket may still ask its thread to tell of it. */
    private static final long QUIET_MILLIS = 1_000;

    private final Threads threads = new Threads();
    private final EventLoopGroup group;
    private int sockets;
    private boolean retired;

    Loops(int count) {
        group = new NioEventLoopGroup(count, threads);
    }

    /** A thread for one more socket, or null if these loops are retired. */
    synchronized EventLoop enter() {
        if (retired) {
            return null;
        }
        sockets++;
        return group.next();
    }

    synchronized void leave() {
        sockets--;
        endIfUnused();
    }

    synchronized void retire() {
        retired = true;
        endIfUnused();
    }

    /** Runs the task on that thread: at once, where that is the current one. */
    static void run(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // From a handler that came around only after its listener had given it up: there is nothing left to do.
            LOG.debug("Too late for {}", loop);
        }
    }

    /** Ends the threads, whatever they serve, and waits for that. */
    void close() {
        synchronized (this) {
            retired = true;
        }
        group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        // Netty calls a thread terminated while that is still about to return.
        threads.join();
    }

    private void endIfUnused() {
        if (retired && sockets == 0) {
            group.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    boolean ended() {
        return group.isTerminated();
    }

    /** Threads keep the context class loader of whoever causes them to start: it must not be that of a bundle that goes. */
    private static final class Threads extends DefaultThreadFactory {
        private final List<Thread> started = new CopyOnWriteArrayList<>();

        Threads() {
            super("parley-io", true);
        }

        @Override
        protected Thread newThread(Runnable task, String name) {
            Thread thread = super.newThread(task, name);
            thread.setContextClassLoader(Loops.class.getClassLoader());
            started.add(thread);
            return thread;
        }

        void join() {
            try {
                for (Thread thread : started) {
                    thread.join(SHUTDOWN_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
