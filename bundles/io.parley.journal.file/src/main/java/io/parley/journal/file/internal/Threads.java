package io.parley.journal.file.internal;

/** What this bundle's threads have in common. */
final class Threads {

    private Threads() {}

    /** Returns when the thread has ended; an interrupt is kept for the caller. */
    static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
