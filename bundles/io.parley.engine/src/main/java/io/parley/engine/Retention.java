package io.parley.engine;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the journal has to keep although the state does not refer to it, or not yet: the chunks of a payload from before the first is written until
 * the message that has them is counted, or there will be none. Nothing of this is stored: what nobody holds after a start, nobody needs.
 *
 * <p>A hold that has ended still counts until a cut that began behind its end is in the view: only that has the reference which came in
 * its place. Safe for all threads.
 */
final class Retention {

    private final Journal journal;
    private final Set<Hold> holds = new HashSet<>(); // guarded by this
    private List<Hold> settled = List.of(); // guarded by this

    Retention(Journal journal) {
        this.journal = journal;
    }

    /** Keeps the journal from a position on. */
    final class Hold {

        private final long from;
        private boolean ended; // guarded by the retention

        private Hold(long from) {
            this.from = from;
        }

        /** May be called several times. */
        void end() {
            synchronized (Retention.this) {
                ended = true;
            }
        }
    }

    /** Holds what is written from now on. */
    synchronized Hold fromNow() {
        return held(journal.end());
    }

    /**
     * Holds what is there from that position on.
     *
     * @throws RefusedException NOT_FOUND when it has been given up already
     */
    synchronized Hold from(long position) {
        if (position < journal.begin()) {
            throw new RefusedException(
                    Reason.NOT_FOUND,
                    "The content of the streamed message is gone: the message that it came with was done with before");
        }
        return held(position);
    }

    private Hold held(long from) {
        Hold hold = new Hold(from);
        holds.add(hold);
        return hold;
    }

    /** A cut begins, which will count all references in place of the holds that have ended by now. */
    synchronized void cut() {
        settled = new ArrayList<>(holds);
        settled.removeIf(hold -> !hold.ended);
    }

    /** What the last cut has collected is in the view; nothing before that position is referred to. */
    synchronized void trim(long needed) throws JournalException {
        settled.forEach(holds::remove);
        settled = List.of();
        long from = needed;
        for (Hold hold : holds) {
            from = Math.min(from, hold.from);
        }
        journal.trim(Math.max(from, journal.begin()));
    }
}
