package io.parley.itest.crash;

import io.parley.itest.crash.Accounts.Told;
import io.parley.itest.crash.Worker.Taken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Workers that take jobs from a queue, and in one transaction each acknowledge some of them and put a result for each into two
 * other queues. They work until the server is gone.
 */
final class TransactionFleet {

    private static final int WORKERS = 6;
    private static final int MOST_JOBS = 3;
    private static final String END = "end";

    private final InetSocketAddress server;
    private final String jobs;
    private final List<String> results;
    private final Random random;
    private final Faults faults = new Faults();
    private final Accounts accounts = new Accounts(faults);
    private final List<Thread> threads = new ArrayList<>();

    /** @param prefix of the queues' names */
    TransactionFleet(InetSocketAddress server, String prefix, Random random) {
        this.server = server;
        this.jobs = "$queue/" + prefix + "jobs";
        this.results = List.of("$queue/" + prefix + "left", "$queue/" + prefix + "right");
        this.random = random;
    }

    Faults faults() {
        return faults;
    }

    Accounts accounts() {
        return accounts;
    }

    void start() {
        for (int i = 0; i < WORKERS; i++) {
            Random own = new Random(random.nextLong());
            String name = "transactions-" + i;
            Thread thread = new Thread(() -> work(name, own), name);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** The server was killed; returns when all have noticed. */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            if (thread.isAlive()) {
                faults.add("%s still works", thread.getName());
            }
        }
        threads.clear();
    }

    private void work(String name, Random own) {
        try (Worker worker = new Worker(server, name)) {
            worker.subscribe(jobs);
            while (true) {
                offer(worker, 1 + own.nextInt(MOST_JOBS));
                List<Taken> taken = worker.take(1 + own.nextInt(MOST_JOBS));
                transact(worker, taken, own.nextInt(10) > 0);
            }
        } catch (IOException e) {
            // The server is gone.
        } catch (RuntimeException e) {
            faults.add("%s failed: %s", name, e);
        }
    }

    private void offer(Worker worker, int count) throws IOException {
        List<String> offered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offered.add(accounts.next());
            worker.publish(jobs, offered.get(i));
        }
        if (Worker.isRefusal(worker.answered())) {
            faults.add("Jobs were refused");
        }
        offered.forEach(accounts::offered);
    }

    private void transact(Worker worker, List<Taken> taken, boolean commits) throws IOException {
        String id = accounts.next();
        accounts.begun(id, taken.stream().map(Taken::text).toList());
        String[] first = {"parley-transaction", id, "parley-transaction-begin", "30000"};
        String[] part = {"parley-transaction", id};
        for (Taken job : taken) {
            for (String queue : results) {
                boolean begins = job == taken.get(0) && queue.equals(results.get(0));
                worker.publish(queue, id + " " + job.text(), begins ? first : part);
            }
            worker.publish(
                    "$transaction",
                    "",
                    "parley-transaction",
                    id,
                    "parley-transaction-acknowledge",
                    Integer.toString(job.packetId()));
        }
        worker.publish(
                "$transaction", "", "parley-transaction", id, "parley-transaction-end", commits ? "commit" : "abort");
        int reason = worker.answered();
        if (Worker.isRefusal(reason) == commits) {
            faults.add(
                    "Transaction %s, which %s, was answered with 0x%02x", id, commits ? "commits" : "aborts", reason);
        }
        accounts.ended(id, commits ? Told.COMMITTED : Told.ABORTED);
        if (commits) {
            worker.confirm(taken);
        } else {
            worker.keep(taken);
        }
    }

    /** Empties all queues, while nobody works, and compares; for people. */
    String settle() throws IOException {
        Map<String, List<String>> found = new HashMap<>();
        try (Worker reader = new Worker(server, "transactions-end")) {
            List<String> queues = new ArrayList<>(results);
            queues.add(jobs);
            for (String queue : queues) {
                found.put(queue, new ArrayList<>());
                reader.publish(queue, END);
            }
            reader.answered();
            reader.subscribe(queues.toArray(String[]::new));
            for (int ends = 0; ends < queues.size(); ) {
                List<Taken> some = reader.take(1);
                reader.confirm(some);
                ends += some.get(0).text().equals(END) ? 1 : 0;
                found.get(some.get(0).topic()).add(some.get(0).text());
            }
        }
        found.values().forEach(all -> all.remove(END));
        return accounts.settle(
                found.get(jobs),
                results.stream().map(queue -> byTransaction(found.get(queue))).toList());
    }

    private static Map<String, List<String>> byTransaction(List<String> texts) {
        Map<String, List<String>> all = new HashMap<>();
        for (String text : texts) {
            String[] parts = text.split(" ");
            all.computeIfAbsent(parts[0], none -> new ArrayList<>()).add(parts[1]);
        }
        return all;
    }
}
