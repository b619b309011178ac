package io.parley.messaging.internal;

/**
 * How many entries of a queue are in memory; the view has the others.
 *
 * @param most when there are more after a checkpoint, those that nobody wants soon are left to the view
 * @param ahead entries that are to be there before their turn comes
 */
record Residence(int most, int ahead) {

    static final Residence DEFAULT = new Residence(16_384, 2_048);
}
