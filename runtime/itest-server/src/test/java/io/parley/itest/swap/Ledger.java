package io.parley.itest.swap;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which messages have arrived at those who share them. For the traffic's thread. */
final class Ledger {

    private final List<BitSet> seen;

    Ledger(int publishers) {
        seen = Stream.generate(BitSet::new).limit(publishers).toList();
    }

    /** False when it was there already. */
    boolean add(int publisher, int sequence) {
        boolean fresh = !seen.get(publisher).get(sequence);
        seen.get(publisher).set(sequence);
        return fresh;
    }

    int size() {
        return seen.stream().mapToInt(BitSet::cardinality).sum();
    }

    /** What is missing of so many messages of each publisher; empty when nothing is. */
    String missing(List<Integer> sent) {
        StringBuilder words = new StringBuilder();
        IntStream.range(0, seen.size()).forEach(publisher -> {
            BitSet missing = new BitSet();
            missing.set(0, sent.get(publisher));
            missing.andNot(seen.get(publisher));
            if (!missing.isEmpty()) {
                words.append("publisher %d: %d of %d, first %d; "
                        .formatted(publisher, missing.cardinality(), sent.get(publisher), missing.nextSetBit(0)));
            }
        });
        return words.toString();
    }
}
