package io.parley.transport.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The order in which one connection's tasks run: one at a time, as handed over, on whatever executor serves the lane just
 * now. Many tasks handed over at once cost one hand-over to that executor.
 *
 * <p>A lane is <em>held</em> at first and between two handlers: tasks wait. It ends with {@link #stop}.
 */
final class Lane implements Runnable {

    /** Whose lane it is. Called on the lane. */
    interface Owner {
        void groupBegins();

        /** After the last task of a group. */
        void groupEnds();

        void taskFailed(Throwable failure);
    }

    /** So that one busy connection leaves room for the others of its thread. */
    private static final int GROUP = 1024;

    private static final VarHandle NEWEST;
    private static final VarHandle SCHEDULED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWEST = lookup.findVarHandle(Lane.class, "newest", Node.class);
            SCHEDULED = lookup.findVarHandle(Lane.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Owner owner;

    /** A stack of what was handed over and not yet looked at; pushed to by all threads. */
    private volatile Node newest;

    /** True from the hand-over to the executor until the run ends: the thread that sets it has the lane. */
    private volatile boolean scheduled;

    /** In order, what was taken from the stack. Of the lane's thread. */
    private Node oldest;

    private volatile Executor executor;
    private volatile Runnable onHeld;
    private volatile WeakReference<ClassLoader> retired;
    private volatile boolean stopped;

    Lane(Owner owner) {
        this.owner = owner;
    }

    /** Any thread. */
    void execute(Runnable task) {
        WeakReference<ClassLoader> gone = retired;
        if (stopped || gone != null && gone.refersTo(task.getClass().getClassLoader())) {
            return;
        }
        push(new Node(task));
        schedule();
    }

    private void push(Node node) {
        do {
            node.next = newest;
        } while (!NEWEST.compareAndSet(this, node.next, node));
    }

    private void schedule() {
        while (executor != null && SCHEDULED.compareAndSet(this, false, true)) {
            // Only now can the executor not go away any more: holding the lane takes a run, which takes the flag.
            Executor current = executor;
            if (current != null) {
                handTo(current);
                return;
            }
            scheduled = false;
        }
    }

    private void handTo(Executor current) {
        try {
            current.execute(this);
        } catch (RejectedExecutionException e) {
            // The threads end only after all connections have: nobody is left to be told.
            stop();
        }
    }

    /** Lets a held lane run. The thread that was told that the lane is held calls this. */
    void start(Executor on, Runnable first) {
        oldest = prepend(first, oldest);
        executor = on;
        schedule();
    }

    /**
     * Runs nothing after the task at hand, and then, as the last thing on the lane, the one given. Tasks that were or will be
     * handed over wait for the next {@link #start}.
     */
    void hold(Runnable held) {
        onHeld = held;
        schedule();
    }

    /**
     * Tasks of that class loader are not run and not kept any more, so that it can be collected. On the lane, while it is being
     * held.
     */
    void forget(ClassLoader loader) {
        WeakReference<ClassLoader> gone = new WeakReference<>(loader);
        retired = gone;
        Node kept = null;
        for (Node node = poll(); node != null; node = poll()) {
            if (!gone.refersTo(node.task.getClass().getClassLoader())) {
                kept = prepend(node.task, kept);
            }
        }
        oldest = reverse(kept);
    }

    /** Runs that class loader's tasks again: a bundle that was stopped and started keeps its loader. On the lane. */
    void welcome(ClassLoader loader) {
        WeakReference<ClassLoader> gone = retired;
        if (gone != null && gone.refersTo(loader)) {
            retired = null;
        }
    }

    /** Drops what waits and whatever comes. */
    void stop() {
        stopped = true;
        newest = null;
    }

    @Override
    public void run() {
        owner.groupBegins();
        for (int left = GROUP; left > 0 && onHeld == null && !stopped; left--) {
            Node node = poll();
            if (node == null) {
                break;
            }
            try {
                node.task.run();
            } catch (Throwable e) {
                owner.taskFailed(e);
            }
        }
        owner.groupEnds();
        Runnable held = onHeld;
        if (held != null) {
            onHeld = null;
            executor = null;
            scheduled = false;
            held.run();
            return;
        }
        if (stopped) {
            oldest = null;
        }
        boolean more = oldest != null;
        scheduled = false;
        if (more || newest != null || onHeld != null) {
            schedule();
        }
    }

    private Node poll() {
        if (oldest == null) {
            oldest = reverse((Node) NEWEST.getAndSet(this, null));
        }
        Node node = oldest;
        if (node != null) {
            oldest = node.next;
        }
        return node;
    }

    private static Node prepend(Runnable task, Node rest) {
        Node node = new Node(task);
        node.next = rest;
        return node;
    }

    private static Node reverse(Node stack) {
        Node result = null;
        while (stack != null) {
            Node next = stack.next;
            stack.next = result;
            result = stack;
            stack = next;
        }
        return result;
    }

    private static final class Node {
        final Runnable task;
        Node next;

        Node(Runnable task) {
            this.task = task;
        }
    }
}
