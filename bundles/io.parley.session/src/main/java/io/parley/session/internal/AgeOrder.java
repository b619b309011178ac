package io.parley.session.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All sessions by when they were made, so that some in the middle are found without a look at all others. It is made when it is asked for the
 * first time, and kept since then: about five bytes a session, where anybody asks at all. Safe for all threads.
 */
final class AgeOrder {

    /** Sessions that lie together; twice as many are divided. */
    private static final int CHUNK = 1_024;

    private static final Comparator<Entry> OLDEST_FIRST =
            Comparator.comparingLong(Entry::created).thenComparing(entry -> entry.id);

    private record Change(Entry entry, boolean comes) {}

    private final Supplier<Stream<Entry>> all;

    /** In order, none of them empty; null while nobody has asked. */
    private List<List<Entry>> chunks; // guarded by this

    /** What happened while it is being made; null while it is not. */
    private List<Change> meanwhile; // guarded by this

    /** @param all the sessions there are; one that comes or goes meanwhile may be among them */
    AgeOrder(Supplier<Stream<Entry>> all) {
        this.all = all;
    }

    /** The session is there. */
    synchronized void add(Entry entry) {
        change(entry, true);
    }

    /** The session has ended. */
    synchronized void remove(Entry entry) {
        change(entry, false);
    }

    private void change(Entry entry, boolean comes) {
        if (meanwhile != null) {
            meanwhile.add(new Change(entry, comes));
        } else if (chunks != null && comes) {
            insert(entry);
        } else if (chunks != null) {
            delete(entry);
        }
    }

    /**
     * Some sessions, the oldest first. The first call takes time in proportion to their number; a thread that may be held up.
     *
     * @param from how many come before
     */
    List<Entry> some(long from, int limit) {
        if (begin()) {
            List<Entry> made = null;
            try {
                made = make();
            } finally {
                end(made);
            }
        }
        synchronized (this) {
            return select(from, limit);
        }
    }

    /** Whether it is to be made by the caller; waits where somebody else makes it. */
    private synchronized boolean begin() {
        boolean interrupted = false;
        while (meanwhile != null) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (chunks == null) {
            meanwhile = new ArrayList<>();
            return true;
        }
        return false;
    }

    private List<Entry> make() {
        List<Entry> sorted = new ArrayList<>();
        all.get().forEach(sorted::add);
        sorted.sort(OLDEST_FIRST);
        return sorted;
    }

    /** @param sorted null when it could not be made: the next one tries again */
    private synchronized void end(List<Entry> sorted) {
        List<Change> changes = meanwhile;
        meanwhile = null;
        notifyAll();
        if (sorted == null) {
            return;
        }
        chunks = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += CHUNK) {
            chunks.add(new ArrayList<>(sorted.subList(from, Math.min(sorted.size(), from + CHUNK))));
        }
        changes.forEach(one -> change(one.entry, one.comes));
    }

    private List<Entry> select(long from, int limit) {
        List<Entry> found = new ArrayList<>();
        long before = 0;
        for (List<Entry> chunk : chunks) {
            for (long at = Math.max(0, from - before); at < chunk.size() && found.size() < limit; at++) {
                found.add(chunk.get((int) at));
            }
            before += chunk.size();
            if (found.size() == limit) {
                break;
            }
        }
        return found;
    }

    /** The chunk in which the session is, or would be; −1 when there is none yet. */
    private int chunkOf(Entry entry) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (OLDEST_FIRST.compare(chunks.get(middle).get(0), entry) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? -1 : low;
    }

    private void insert(Entry entry) {
        int at = chunkOf(entry);
        if (at < 0) {
            chunks.add(new ArrayList<>(List.of(entry)));
            return;
        }
        List<Entry> chunk = chunks.get(at);
        int place = Collections.binarySearch(chunk, entry, OLDEST_FIRST);
        if (place >= 0) {
            chunk.set(place, entry);
            return;
        }
        boolean last = at == chunks.size() - 1 && -place - 1 == chunk.size();
        if (last && chunk.size() >= CHUNK) {
            // Most come at the end, where full chunks need no room for more.
            chunks.add(new ArrayList<>(List.of(entry)));
            return;
        }
        chunk.add(-place - 1, entry);
        if (chunk.size() >= 2 * CHUNK) {
            chunks.set(at, new ArrayList<>(chunk.subList(0, CHUNK)));
            chunks.add(at + 1, new ArrayList<>(chunk.subList(CHUNK, chunk.size())));
        }
    }

    /** Not a later one of its id. */
    private void delete(Entry entry) {
        int at = chunkOf(entry);
        int place = at < 0 ? -1 : Collections.binarySearch(chunks.get(at), entry, OLDEST_FIRST);
        if (place >= 0 && chunks.get(at).get(place) == entry) {
            chunks.get(at).remove(place);
            if (chunks.get(at).isEmpty()) {
                chunks.remove(at);
            }
        }
    }
}
