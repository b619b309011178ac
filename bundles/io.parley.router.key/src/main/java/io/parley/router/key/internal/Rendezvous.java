package io.parley.router.key.internal;

import io.parley.api.message.Address;
import java.util.Comparator;
import java.util.List;

/**
 * Rendezvous hashing (Thaler and Ravishankar 1998): a key belongs to the target with which it makes the highest number. So when a target
 * comes, just the keys that are its own from then on move, and when one goes, just those that were. Depends on names alone: each
 * start and each machine says the same.
 */
final class Rendezvous {

    private Rendezvous() {}

    /** All targets, the one that the key belongs to first. */
    static List<Address> order(String key, List<Address> targets) {
        long hash = hash(key);
        return targets.stream()
                .map(target -> new Scored(target, mix(hash ^ mix(hash(target.toString())))))
                .sorted(Comparator.comparingLong(Scored::flipped).reversed())
                .map(Scored::target)
                .toList();
    }

    private record Scored(Address target, long score) {
        /** Ordered as unsigned numbers are. */
        long flipped() {
            return score ^ Long.MIN_VALUE;
        }
    }

    /** FNV-1a over UTF-16 units. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64: each bit depends on all. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
