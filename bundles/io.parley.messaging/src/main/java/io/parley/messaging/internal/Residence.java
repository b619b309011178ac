package io.parley.messaging.internal;

/**
 * How many entries of a queue are in memory; the view has the others.
 *
 * @param most when there are more after a checkpoint, those that nobody wants soon are left to the view
 * @param ahead entries that are to be there before their turn comes
 */
record Residence(int most, int ahead) {

    static final Residence DEFAULT = new Residence(16_384, 4_096);

    /** So many come back at a time: some pages ahead, so that the next one is there while one is used up. */
    int page() {
        return Math.max(ColdEntries.PAGE, ahead / 4);
    }
}
