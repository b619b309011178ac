package io.parley.transport.internal;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * A thread that is not ours. Netty keeps values for each thread that has used it; one of the framework lives on when this bundle has gone,
 * and would keep all of its and Netty's classes.
 */
final class BorrowedThread {

    private BorrowedThread() {}

    /** Drops what Netty keeps for the current thread, unless it is one of Netty's own. */
    static void leave() {
        if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
            FastThreadLocal.removeAll();
        }
    }
}
