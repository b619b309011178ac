package io.parley.messaging.internal.sending;

/**
 * How many messages of one shard that wait for their time are in memory.
 *
 * @param page so many come back from the view at a time, and stay when there were too many
 * @param few with fewer that are due next, more come back
 * @param many with more of them, the last ones are left to the view
 * @param postponed when more could not be sent on, no others come back
 */
public record DelayResidence(int page, int few, int many, int postponed) {

    public static final DelayResidence DEFAULT = new DelayResidence(1_024, 512, 2_048, 16_384);
}
