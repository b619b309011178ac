package io.parley.itest.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What each transaction was to do, and what became of it as far as its client knows. Safe for all threads. */
final class Accounts {

    /** What the client was told. */
    enum Told {
        NOTHING,
        COMMITTED,
        ABORTED
    }

    private record Account(List<String> jobs, Told told) {}

    private final Map<String, Account> accounts = new TreeMap<>();
    private final Set<String> jobs = new HashSet<>();
    private final Faults faults;
    private int numbers;
    private int committed;

    Accounts(Faults faults) {
        this.faults = faults;
    }

    /** A number that nobody else has. */
    synchronized String next() {
        return Integer.toString(numbers++);
    }

    /** The server has acknowledged a job. */
    synchronized void offered(String job) {
        jobs.add(job);
    }

    /** A transaction is about to be sent. */
    synchronized void begun(String transaction, List<String> of) {
        accounts.put(transaction, new Account(of, Told.NOTHING));
    }

    synchronized void ended(String transaction, Told told) {
        accounts.computeIfPresent(transaction, (key, account) -> new Account(account.jobs, told));
        committed += told == Told.COMMITTED ? 1 : 0;
        notifyAll();
    }

    /** Waits until so many more were answered as committed. */
    synchronized void awaitCommitted(int more, long seconds) throws InterruptedException, TimeoutException {
        int target = committed + more;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (committed < target) {
            long rest = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (rest <= 0 || !faults.none()) {
                throw new TimeoutException(
                        "%d of %d transactions are committed; %s".formatted(committed, target, faults));
            }
            wait(rest);
        }
    }

    /**
     * Compares with what the server has in the end.
     *
     * @param waiting jobs that nobody has done
     * @param results of each queue, by transaction
     * @return for people
     */
    synchronized String settle(Collection<String> waiting, List<Map<String, List<String>>> results) {
        Set<String> left = new HashSet<>(waiting);
        if (left.size() != waiting.size()) {
            faults.add("%d jobs wait, but just %d different ones", waiting.size(), left.size());
        }
        Set<String> done = new HashSet<>();
        int unknown = 0;
        int found = 0;
        for (Map.Entry<String, Account> each : accounts.entrySet()) {
            Account account = each.getValue();
            boolean there = results.stream().anyMatch(queue -> queue.containsKey(each.getKey()));
            unknown += account.told == Told.NOTHING ? 1 : 0;
            found += account.told == Told.NOTHING && there ? 1 : 0;
            if (there == (account.told == Told.ABORTED) && account.told != Told.NOTHING) {
                faults.add("Transaction %s was answered as %s: there is %s", each.getKey(), account.told, there);
            }
            if (there) {
                whole(each.getKey(), account.jobs, results);
                account.jobs.stream()
                        .filter(job -> !done.add(job))
                        .forEach(job -> faults.add("Job %s was done twice", job));
            }
        }
        done.stream().filter(left::contains).forEach(job -> faults.add("Job %s is done, and waits", job));
        List<String> lost = new ArrayList<>(jobs);
        lost.removeIf(job -> done.contains(job) || left.contains(job));
        lost.forEach(job -> faults.add("Job %s is neither done nor waits", job));
        return "%d transactions, %d answered as committed, %d without an answer, of which %d had been committed"
                .formatted(accounts.size(), committed, unknown, found);
    }

    private void whole(String transaction, List<String> due, List<Map<String, List<String>>> results) {
        for (Map<String, List<String>> queue : results) {
            List<String> there = queue.getOrDefault(transaction, List.of());
            if (!there.equals(due)) {
                faults.add("Transaction %s is not whole: due %s, there %s", transaction, due, there);
            }
        }
    }
}
