package io.parley.api.task;

/**
 * How much clients sent and got. Payloads count as bytes; a delivery that is repeated counts again.
 *
 * @param messagesIn messages that clients sent
 * @param bytesIn their payloads
 * @param messagesOut messages that were delivered to clients
 * @param bytesOut their payloads
 */
public record Volume(long messagesIn, long bytesIn, long messagesOut, long bytesOut) {

    public Volume {
        if (messagesIn < 0 || bytesIn < 0 || messagesOut < 0 || bytesOut < 0) {
            throw new IllegalArgumentException("There is no less than nothing");
        }
    }

    /** Both ways. */
    public long messages() {
        return messagesIn + messagesOut;
    }

    /** Both ways. */
    public long bytes() {
        return bytesIn + bytesOut;
    }
}
