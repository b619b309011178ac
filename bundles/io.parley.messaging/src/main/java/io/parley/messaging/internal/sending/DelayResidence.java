package io.parley.messaging.internal.sending;

/**
 * How many messages that wait for their time are in memory.
 *
 * @param page so many come back from the view at a time, and stay when there were too many
 * @param few with fewer of a shard that are due next, more come back
 * @param many with more of a shard, the last ones are left to the view
 * @param postponed when more of a shard could not be sent on, no others come back
 * @param soon so many of all shards together may have come back because they are due {@link #AHEAD_MILLIS soon}, about
 * @param bytes so many of all shards together may be read from the journal because they are due soon, about
 */
public record DelayResidence(int page, int few, int many, int postponed, int soon, long bytes) {

    public static final DelayResidence DEFAULT = new DelayResidence(1_024, 512, 2_048, 16_384, 65_536, 16 << 20);

    /** What is due within so many milliseconds is due soon. More would be in the collector's way, which then keeps all waiting. */
    static final long AHEAD_MILLIS = 120;

    /** Messages due within so many milliseconds are read from the journal. */
    static final long READ_MILLIS = 60;

    /** What comes so many milliseconds before its time is packed until the view shows it: mostly that is long before it is due. */
    static final long PACKED_MILLIS = 20_000;

    /** When one that is packed is due within so many milliseconds, all are taken out that are due within twice as many. */
    static final long UNPACKED_MILLIS = 5_000;
}
