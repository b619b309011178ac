package io.parley.messaging.internal;

import java.util.ArrayList;
import java.util.List;

/** What the consumers with a filter look for in a queue. Owned by the queue's shard. */
final class Searches {

    private final List<Search> all = new ArrayList<>(0);

    void add(Search search) {
        all.add(search);
    }

    void remove(Search search) {
        all.remove(search);
    }

    /** An entry waits again, or can go out only now. */
    void again(Entry entry) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).again(entry);
        }
    }

    /** An entry has left for good. */
    void left(Entry entry) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).left(entry);
        }
    }

    /** Whether one stands still since a plug-in is absent. */
    boolean parked() {
        return all.stream().anyMatch(Search::parked);
    }

    /** There may be something to look at. */
    void look() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).look();
        }
    }
}
