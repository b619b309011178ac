package io.parley.api.message;

import java.util.Objects;
import java.util.UUID;

/** What became of one message of many that were sent together. */
public sealed interface SendResult {

    /** The message's id. */
    UUID id();

    /** It was accepted, or has been before. */
    record Sent(Receipt receipt) implements SendResult {

        public Sent {
            Objects.requireNonNull(receipt, "receipt");
        }

        @Override
        public UUID id() {
            return receipt.id();
        }
    }

    /**
     * It was not stored.
     *
     * @param why as the sending of that message alone would have failed
     */
    record Refused(UUID id, RefusedException why) implements SendResult {

        public Refused {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(why, "why");
        }
    }
}
