package io.parley.session.internal;

import io.parley.engine.op.SessionOp;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What one shard's sessions have to tell the view since it was told last. For the shard's own thread. */
final class Unwritten {

    private static final class Change {
        private boolean ended;
        private boolean stateEnded;
        private boolean life;
        private boolean stateHead;
        private boolean tokens;
        private boolean parent;
        private Set<String> state = Set.of();

        private void state(String key) {
            if (state.isEmpty()) {
                state = new HashSet<>(4);
            }
            state.add(key);
            stateHead = true;
        }
    }

    private final Map<String, Change> changes = new HashMap<>();
    private final StoredStates states;
    private List<Entry> figures = new ArrayList<>();

    /** @param states tells the view of their states */
    Unwritten(StoredStates states) {
        this.states = states;
    }

    /** Whether the view is to be told something of the session. */
    boolean concerns(Entry entry) {
        return changes.containsKey(entry.id);
    }

    /** What the view has of the session and its state is of an earlier form. */
    void outdated(Entry entry) {
        Change change = changes.computeIfAbsent(entry.id, id -> new Change());
        change.life = true;
        change.stateHead = true;
    }

    /** A durable session changed. */
    void changed(SessionOp op) {
        Change change = changes.computeIfAbsent(op.session(), id -> new Change());
        if (op instanceof SessionOp.StatePut put) {
            change.state(put.name());
            change.life = true; // says that there is a state
        } else if (op instanceof SessionOp.StateRemoved removed) {
            change.state(removed.name());
            change.life = true;
        } else if (op instanceof SessionOp.StateRestored restored) {
            change.state(restored.name());
            change.life = true;
        } else if (op instanceof SessionOp.Continued continued) {
            // Has the version of the whole state, of which there is a row only if there ever was a value.
            change.stateHead |= continued.revision() > 0;
            change.life = true;
        } else if (op instanceof SessionOp.TokenTaken || op instanceof SessionOp.TokenFreed) {
            change.tokens = true;
        } else if (op instanceof SessionOp.Adopted) {
            change.parent = true;
        } else {
            change.life = true;
        }
    }

    /** The figures of a durable session changed. There are many of these, so they cost next to nothing. */
    void figuresChanged(Entry entry) {
        if (!entry.marked(Entry.FIGURES_CHANGED)) {
            entry.mark(Entry.FIGURES_CHANGED, true);
            figures.add(entry);
        }
    }

    /** The session ended; what the view never had need not be removed from it. */
    void ended(Entry entry) {
        Change before = changes.remove(entry.id);
        Change change = new Change();
        change.ended = entry.marked(Entry.STORED) || before != null && before.ended;
        change.stateEnded = entry.marked(Entry.STATE_STORED) || before != null && before.stateEnded;
        if (change.ended) {
            changes.put(entry.id, change);
        }
    }

    void collect(Function<String, Entry> sessions, ViewChanges into) {
        changes.forEach((id, change) -> {
            if (change.ended) {
                into.delete(Rows.SESSIONS, Rows.key(id))
                        .delete(Rows.TOKENS, Rows.key(id))
                        .delete(Rows.PARENTS, Rows.key(id));
            }
            if (change.stateEnded) {
                into.deleteRange(Rows.STATE, Rows.stateBegin(id), Rows.stateEnd(id));
            }
            Entry entry = sessions.apply(id);
            if (entry != null && entry.durable) {
                collect(entry, change, into);
            }
        });
        changes.clear();
        for (Entry entry : figures) {
            entry.mark(Entry.FIGURES_CHANGED, false);
            if (sessions.apply(entry.id) == entry) {
                entry.mark(Entry.STORED, true);
                into.put(Rows.SESSIONS, Rows.key(entry.id), Rows.session(entry));
            }
        }
        // Not emptied: it may have had room for all sessions.
        figures = new ArrayList<>();
    }

    private void collect(Entry entry, Change change, ViewChanges into) {
        byte[] key = Rows.key(entry.id);
        entry.mark(Entry.STORED, true);
        if (change.stateHead) {
            states.collect(entry, change.state, into);
        }
        if (change.life) {
            into.put(Rows.SESSIONS, key, Rows.session(entry));
        }
        if (change.tokens && entry.tokens().isEmpty()) {
            into.delete(Rows.TOKENS, key);
        } else if (change.tokens) {
            into.put(Rows.TOKENS, key, Rows.tokens(entry.tokens()));
        }
        if (change.parent) {
            into.put(Rows.PARENTS, key, Rows.parent(entry.parent()));
        }
    }
}
