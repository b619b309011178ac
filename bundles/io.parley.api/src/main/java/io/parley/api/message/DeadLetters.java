package io.parley.api.message;

/**
 * Names of the headers that a message has as a dead letter: one that could not be brought where it was to go, and was kept
 * elsewhere instead. Everything else in it is as its sender gave it, but for the address.
 */
public final class DeadLetters {

    /** Why, in one word: {@link #UNROUTABLE}, say. */
    public static final String CAUSE = "parley-dead-letter-cause";

    /** Why, in words for people. */
    public static final String DETAIL = "parley-dead-letter-detail";

    /** How often it was delivered in vain; {@code 0} for a message that never reached a queue. */
    public static final String ATTEMPTS = "parley-dead-letter-attempts";

    /** The address at which it became a dead letter, for example {@code queue:orders} or {@code route:incoming}. */
    public static final String ORIGIN = "parley-dead-letter-origin";

    /** {@link #CAUSE} of a message that a route has no target for. */
    public static final String UNROUTABLE = "unroutable";

    /** {@link #CAUSE} of a message that was delivered as often as its queue allows, and never acknowledged. */
    public static final String EXHAUSTED = "exhausted";

    /** {@link #CAUSE} of a message whose expiry passed while it waited. */
    public static final String EXPIRED = "expired";

    /** {@link #CAUSE} of a message that its consumer can never be given: one that is larger than an MQTT client takes, for example. */
    public static final String UNDELIVERABLE = "undeliverable";

    private DeadLetters() {}
}
