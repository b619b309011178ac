package io.parley.session.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The keys that a session's state has lost lately, so that a watcher who was away for a while can be told. For the session's shard alone. */
final class Removed {

    /** So many are known; the oldest is forgotten then. */
    static final int MOST = 100;

    /** Of a session that never lost one. */
    static final Removed NONE = new Removed();

    private Map<String, Long> revisions = Map.of();
    private long forgotten;

    void add(String key, long revision) {
        if (revisions.isEmpty()) {
            revisions = new LinkedHashMap<>(4);
        }
        revisions.put(key, revision);
        if (revisions.size() > MOST) {
            Map.Entry<String, Long> oldest = revisions.entrySet().iterator().next();
            forgotten = oldest.getValue();
            revisions.remove(oldest.getKey());
        }
    }

    /** The key has a value again. */
    void remove(String key) {
        if (!revisions.isEmpty()) {
            revisions.remove(key);
        }
    }

    /** Nothing is known of the time before. */
    void forgetUntil(long revision) {
        forgotten = revision;
    }

    /** As they were stored. */
    static Removed of(long forgotten, Map<String, Long> revisions) {
        if (forgotten == 0 && revisions.isEmpty()) {
            return NONE;
        }
        Removed removed = new Removed();
        removed.forgotten = forgotten;
        removed.revisions = revisions;
        return removed;
    }

    /** Up to which revision of the state nothing is known. */
    long forgotten() {
        return forgotten;
    }

    int size() {
        return revisions.size();
    }

    /** Whether all that were removed behind that revision of the state are known. */
    boolean knowsAfter(long revision) {
        return revision >= forgotten;
    }

    /** With the revision that came with the removal. */
    void forEach(BiConsumer<String, Long> visitor) {
        revisions.forEach(visitor);
    }
}
