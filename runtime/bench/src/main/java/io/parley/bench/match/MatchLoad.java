package io.parley.bench.match;

import io.parley.event.internal.match.PatternIndex;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Matches topics against the event service's index, one thread, in blocks: a block's topics are made anew, as from the wire, and only
 * matching them is timed. Topics are taken at random from all subscriptions' topics, so hardly one comes twice in a block.
 */
public final class MatchLoad {

    private static final int BLOCK = 20_000;

    /** Subscriptions that come and go besides; no topic of the load matches them. */
    private static final int PASSING = 100_000;

    private final int subscriptions;
    private final String[] patterns;
    private final PatternIndex<Integer> index = new PatternIndex<>(this::pattern);
    private final Map<String, Integer> map = new HashMap<>();
    private final Integer[] listeners;
    private final Random random = new Random(1);

    /**
     * @param matches per second
     * @param micros each of them took
     * @param changes to the index a second, meanwhile
     */
    public record Speed(double matches, double micros, double changes) {}

    public MatchLoad(int subscriptions) {
        this.subscriptions = subscriptions;
        this.patterns = new String[subscriptions + PASSING];
        this.listeners = new Integer[subscriptions];
        for (int i = 0; i < subscriptions; i++) {
            patterns[i] = Subscriptions.pattern(i);
            listeners[i] = i;
            index.add(listeners[i]);
            map.put(patterns[i], listeners[i]);
        }
    }

    private String pattern(Integer listener) {
        return patterns[listener];
    }

    /** The index, while nothing changes. */
    public Speed still(Duration length) {
        return measure(length, this::match, this::check);
    }

    /** The index, while another thread adds and removes subscriptions as fast as it can. */
    public Speed changing(Duration length) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong changes = new AtomicLong();
        Thread changer = new Thread(() -> change(stop, changes), "changes");
        changer.start();
        long from = System.nanoTime();
        try {
            Speed speed = measure(length, this::match, this::check);
            return new Speed(speed.matches, speed.micros, changes.get() * 1e9 / (System.nanoTime() - from));
        } finally {
            stop.set(true);
            changer.join();
        }
    }

    private void change(AtomicBoolean stop, AtomicLong changes) {
        Integer[] there = new Integer[PASSING];
        Random which = new Random(2);
        while (!stop.get()) {
            change(which.nextInt(PASSING), there);
            changes.incrementAndGet();
        }
        for (int number = 0; number < PASSING; number++) {
            if (there[number] != null) {
                change(number, there);
            }
        }
    }

    private void change(int number, Integer[] there) {
        if (there[number] == null) {
            patterns[subscriptions + number] = Subscriptions.pattern(subscriptions + number);
            there[number] = subscriptions + number;
            index.add(there[number]);
        } else {
            index.remove(there[number]);
            there[number] = null;
        }
    }

    /** The least that such a match could be: one look-up of each topic in a hash map of as many entries. */
    public Speed lookUp(Duration length) {
        Block look = (topics, results) -> {
            for (int i = 0; i < BLOCK; i++) {
                results[i] = map.get(topics[i]);
            }
        };
        // Topics that a pattern with wildcards matches are not in the map.
        return measure(length, look, (topics, numbers, results) -> {});
    }

    private void match(String[] topics, Object[] results) {
        for (int i = 0; i < BLOCK; i++) {
            List<Integer> found = index.match(topics[i]);
            results[i] = found.size() == 1 ? found.get(0) : found;
        }
    }

    private interface Block {
        /** Matches each, and says what it found: a listener, or several. */
        void run(String[] topics, Object[] results);
    }

    private interface Check {
        void run(String[] topics, int[] numbers, Object[] results);
    }

    private void check(String[] topics, int[] numbers, Object[] results) {
        for (int i = 0; i < BLOCK; i++) {
            if (results[i] != listeners[numbers[i]]) {
                throw new IllegalStateException("'" + topics[i] + "' is matched by " + results[i] + ", not by "
                        + Subscriptions.pattern(numbers[i]) + " alone");
            }
        }
    }

    private Speed measure(Duration length, Block block, Check check) {
        String[] topics = new String[BLOCK];
        int[] numbers = new int[BLOCK];
        Object[] results = new Object[BLOCK];
        long count = 0;
        long taken = 0;
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            for (int i = 0; i < BLOCK; i++) {
                numbers[i] = random.nextInt(subscriptions);
                topics[i] = Subscriptions.topic(numbers[i], random);
            }
            long from = System.nanoTime();
            block.run(topics, results);
            taken += System.nanoTime() - from;
            check.run(topics, numbers, results);
            count += BLOCK;
        }
        return new Speed(count * 1e9 / taken, taken / 1e3 / count, 0);
    }
}
