package io.parley.messaging.internal;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/**
 * What a consumer with a filter looks for in its queue. It looks at each entry once, in the order of their turns, as far as the
 * consumer has credit; behind what it has looked at it goes on with what is new, and with what waits again. What matched and
 * exceeds the credit is kept, up to a page of each priority. Messages are tested off the shard's thread, one page at a time; while
 * the filter is absent the search stands still. Owned by the queue's shard.
 */
final class Search {

    /** The most entries that are tested in one go. */
    static final int PAGE = 256;

    /** The most bytes of their messages, but for the last one. */
    private static final long PAGE_BYTES = 1 << 20;

    /** So many entries that are not to be had are passed over before others get their turn at the shard. */
    private static final int MOST_PASSED = 4_096;

    /** So many tests, or half of them, say which share of the messages matches. */
    private static final int RECENT = 4_096;

    private static final int USUAL = Message.DEFAULT_PRIORITY;

    private final QueueState queue;
    private final FilteredConsumer consumer;
    private final Testing testing;

    /** By priority: all entries below it have been looked at. */
    private final long[] below = new long[Turns.PRIORITIES];

    /** Sequences of entries below that are to be looked at once more. */
    private final TreeSet<Long> again = new TreeSet<>();

    /** What matched, and was not taken yet. */
    private final TreeSet<Candidate> found = new TreeSet<>(Candidate.IN_TURN);

    /** Of those that were tested lately, so many, and how many of them matched. */
    private long tested;

    private long matched;

    private int pages;
    private int taken;
    private boolean busy;
    private boolean over;

    Search(QueueState queue, FilteredConsumer consumer, FilterExpression filter) {
        this.queue = queue;
        this.consumer = consumer;
        this.testing = new Testing(queue, filter, this::tested);
    }

    /** Whether it stands still since a plug-in is absent. */
    boolean parked() {
        return testing.parked();
    }

    /**
     * How many messages wait for the consumer: what matched and was not taken, and of what was not looked at as many as the share of those that
     * matched lately lets expect. For a consumer that nothing was ever tested for that is none.
     *
     * @param ofAll how many wait in the queue
     */
    long waiting(long ofAll) {
        long known = found.stream().filter(this::stillWaits).count();
        long unknown = Math.min(ofAll - known, again.size() + notLookedAt());
        return known + (tested == 0 ? 0 : Math.max(0, unknown) * matched / tested);
    }

    /** Tests one page more, without credit for it, as long as there is room for what matches. */
    void lookAhead() {
        int next = busy || over || !again.isEmpty() || found.size() >= PAGE ? -1 : next();
        if (next >= 0) {
            lookAt(next);
        }
    }

    /** About: gaps count, and of each priority besides the usual one no more than can be counted at once. */
    private long notLookedAt() {
        long count = queue.backlog().next() - below[USUAL];
        for (int priority = 0; priority < below.length; priority++) {
            if (priority != USUAL) {
                count += queue.waiting().prioritized(priority, below[priority]).stream()
                        .limit(MOST_PASSED)
                        .count();
            }
        }
        return count;
    }

    private boolean stillWaits(Candidate candidate) {
        Entry entry = queue.backlog().find(candidate.sequence());
        return entry != null && entry.state == Entry.State.WAITING;
    }

    void end() {
        over = true;
        again.clear();
        found.clear();
    }

    /** An entry waits again, or can go out only now. */
    void again(Entry entry) {
        if (entry.sequence < below[Turns.priority(entry)]) {
            again.add(entry.sequence);
        }
    }

    /** An entry has left for good. */
    void left(Entry entry) {
        again.remove(entry.sequence);
    }

    /** Goes on, as far as there is credit. */
    void look() {
        while (!busy && !over && consumer.ready() && queue.consumers().serves(consumer)) {
            int next = again.isEmpty() ? next() : -1;
            if (!again.isEmpty()) {
                lookAgain();
            } else if (!found.isEmpty() && found.first().priority() >= next) {
                take(pollFound());
            } else if (next >= 0) {
                lookAt(next);
            } else {
                break;
            }
        }
        consumer.handOver();
    }

    /** Each so many times the oldest, so that none waits for ever. */
    private Candidate pollFound() {
        if (!fair(taken++)) {
            return found.pollFirst();
        }
        Candidate oldest = found.stream()
                .min(Comparator.comparingLong(Candidate::sequence))
                .orElseThrow();
        found.remove(oldest);
        return oldest;
    }

    private static boolean fair(int count) {
        return count % Turns.FAIR == Turns.FAIR - 1;
    }

    /** The priority to go on with: the highest, or each so many times that of the oldest; below zero where all were looked at. */
    private int next() {
        int next = -1;
        long oldest = Long.MAX_VALUE;
        for (int priority = below.length - 1; priority >= 0; priority--) {
            long first = priority == USUAL
                    ? below[USUAL] < queue.backlog().next() ? below[USUAL] : Long.MAX_VALUE
                    : queue.waiting().firstOf(priority, below[priority]);
            if (first < oldest && (next < 0 || fair(pages))) {
                next = priority;
                oldest = first;
            }
        }
        return next;
    }

    private void lookAgain() {
        Page page = new Page();
        for (Iterator<Long> sequences = again.iterator(); sequences.hasNext() && page.hasRoom(); ) {
            Entry entry = queue.backlog().find(sequences.next());
            sequences.remove();
            if (entry != null) {
                page.add(entry);
            }
        }
        page.test();
    }

    private void lookAt(int priority) {
        Backlog backlog = queue.backlog();
        if (priority != USUAL) {
            lookAt(priority, queue.waiting().prioritized(priority, below[priority]), backlog.next());
        } else if (backlog.isCold(below[USUAL])) {
            busy = true;
            backlog.peek(below[USUAL], rows -> {
                busy = false;
                lookAt(USUAL, rows.entries().stream().map(backlog::resident).toList(), rows.behind());
                look();
            });
        } else {
            lookAtResidents();
        }
    }

    /** @param behind where those begin that are behind them */
    private void lookAt(int priority, Iterable<Entry> entries, long behind) {
        Page page = new Page();
        for (Entry entry : entries) {
            if (!page.hasRoom()) {
                below[priority] = entry.sequence;
                page.test();
                return;
            }
            page.add(entry);
        }
        below[priority] = behind;
        page.test();
    }

    private void lookAtResidents() {
        Backlog backlog = queue.backlog();
        Page page = new Page();
        long at = below[USUAL];
        Entry entry = backlog.atOrBehind(at);
        for (int passed = 0; entry != null && page.hasRoom() && passed < MOST_PASSED; passed++) {
            if (!Turns.prioritized(entry)) {
                page.add(entry);
            }
            at = entry.sequence + 1;
            entry = backlog.atOrBehind(at);
        }
        below[USUAL] = entry == null && !backlog.isCold(at) ? backlog.next() : at;
        page.test();
        if (!busy && entry != null) {
            busy = true;
            queue.home().shard().execute(() -> {
                busy = false;
                look();
            });
        }
    }

    private void take(Candidate candidate) {
        Entry entry = queue.backlog().pin(candidate.sequence());
        boolean goes = entry != null && queue.deliveries().give(consumer, entry, candidate.message());
        if (entry != null && !goes && entry.state == Entry.State.WAITING && !entry.heldBack) {
            queue.backlog().unpin(entry);
        }
    }

    private void tested(List<Candidate> matching, List<Candidate> unread) {
        busy = false;
        if (over) {
            return;
        }
        matched += matching.size();
        if (tested > RECENT) {
            tested /= 2;
            matched /= 2;
        }
        found.addAll(matching);
        for (Candidate candidate : unread) {
            Entry entry = queue.backlog().find(candidate.sequence());
            // One that was moved meanwhile is read again, from where it is.
            if (entry != null && entry.ref.position() != candidate.ref().position()) {
                again.add(candidate.sequence());
            }
        }
        look();
    }

    /** What is tested together. */
    private final class Page {

        private final List<Candidate> candidates = new ArrayList<>();
        private long bytes;

        boolean hasRoom() {
            return candidates.size() < PAGE && bytes < PAGE_BYTES;
        }

        /** Unless it cannot go out. */
        void add(Entry entry) {
            if (queue.deliveries().waits(entry)) {
                candidates.add(Candidate.of(entry));
                bytes += entry.size;
            }
        }

        void test() {
            if (!candidates.isEmpty()) {
                pages++;
                tested += candidates.size();
                busy = true;
                testing.run(candidates);
            }
        }
    }
}
