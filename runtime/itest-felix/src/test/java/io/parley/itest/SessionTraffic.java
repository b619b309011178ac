package io.parley.itest;

import io.parley.api.message.RefusedException;
import io.parley.api.search.SessionSearch;
import io.parley.api.session.Session;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.Task;
import io.parley.api.task.TaskService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Makes sessions with titles and tasks, one after the other, while the bundles that keep those are swapped. Where a service is not there, or says that
 * it is unavailable, it asks again; what was acknowledged must be there in the end.
 */
final class SessionTraffic implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final ServiceTracker<SessionDirectory, SessionDirectory> directory;
    private final ServiceTracker<TaskService, TaskService> tasks;
    private final ServiceTracker<SessionSearch, SessionSearch> search;
    private final AtomicInteger made = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "session-traffic");
    private volatile boolean over;
    private volatile Throwable failure;

    SessionTraffic(BundleContext context) {
        directory = opened(context, SessionDirectory.class);
        tasks = opened(context, TaskService.class);
        search = opened(context, SessionSearch.class);
    }

    private static <T> ServiceTracker<T, T> opened(BundleContext context, Class<T> type) {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        return tracker;
    }

    SessionTraffic start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!over) {
                make(made.get());
                made.incrementAndGet();
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private static String id(int number) {
        return "swapped-%06d".formatted(number);
    }

    private static Details details(int number) {
        return new Details("Conversation n%06d".formatted(number), "about swaps", "anna");
    }

    /** A session with a title, and a task that is over for every second one. */
    private void make(int number) {
        NewSession wish = new NewSession(
                Optional.of(id(number)), Session.ANONYMOUS, details(number), Duration.ofDays(1), Optional.empty());
        ask(directory, all -> all.create(wish));
        ask(tasks, all -> all.start(id(number), "t", "a task"));
        if (number % 2 == 0) {
            ask(tasks, all -> all.complete(id(number), "t", "done"));
        }
    }

    /** What it tells; asks again while the service is not there. */
    private static <S, T> T ask(ServiceTracker<S, S> services, Function<S, CompletionStage<T>> question) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            S service = services.getService();
            if (service != null) {
                try {
                    return question.apply(service).toCompletableFuture().join();
                } catch (CompletionException e) {
                    boolean again = e.getCause() instanceof RefusedException refused
                            && refused.reason() == RefusedException.Reason.UNAVAILABLE;
                    if (!again || System.nanoTime() > end) {
                        throw e;
                    }
                }
            } else if (System.nanoTime() > end) {
                throw new IllegalStateException("A service did not come back");
            }
            Thread.onSpinWait();
        }
    }

    /** Returns when so many more have been made, or something went wrong. */
    void flow(int more) {
        int until = made.get() + more;
        while (made.get() < until && failure == null) {
            Thread.onSpinWait();
        }
    }

    /** Ends, and tells what is not as it should be. */
    List<String> finish() throws InterruptedException {
        over = true;
        thread.join();
        List<String> wrong = new ArrayList<>();
        if (failure != null) {
            wrong.add("Failed: " + failure);
        }
        int count = made.get();
        for (int i = 0; i < count; i++) {
            look(i, wrong);
        }
        long found =
                ask(search, all -> all.search("swaps", Optional.empty(), 1)).totalCount();
        if (found < count || found > count + 1) {
            wrong.add(count + " sessions were made, and " + found + " are found");
        }
        return wrong;
    }

    private void look(int number, List<String> wrong) {
        String id = id(number);
        SessionSearch.Page page = ask(search, all -> all.search("n%06d".formatted(number), Optional.empty(), 2));
        boolean right = page.totalCount() == 1
                && page.hits().get(0).session().equals(id)
                && page.hits().get(0).details().equals(details(number));
        if (!right) {
            wrong.add(id + " is not found by its title: " + page);
        }
        List<Task> there = ask(tasks, all -> all.tasks(id));
        Task.State wanted = number % 2 == 0 ? Task.State.COMPLETED : Task.State.RUNNING;
        if (there.size() != 1 || there.get(0).state() != wanted) {
            wrong.add(id + " has not its task: " + there);
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
        directory.close();
        tasks.close();
        search.close();
    }
}
