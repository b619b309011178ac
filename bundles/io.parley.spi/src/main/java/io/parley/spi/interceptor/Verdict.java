package io.parley.spi.interceptor;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What an interceptor decided about a message. */
public sealed interface Verdict {

    /** Go on with this message: the one that came, or what the interceptor made of it. */
    record Pass(Message message) implements Verdict {
        public Pass {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * Refuse it.
     *
     * @param reason for the sender's program
     * @param words for people: what is wrong, and what is allowed
     */
    record Reject(RefusedException.Reason reason, String words) implements Verdict {
        public Reject {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(words, "words");
        }

        /** Because the sender may not do that. */
        public Reject(String words) {
            this(RefusedException.Reason.NOT_ALLOWED, words);
        }
    }

    /**
     * Go on with this message after a while, and with whatever comes behind it on its lane later still. Holds no thread.
     *
     * @param duration zero or more; more than {@code interceptor.delay.max.ms} is refused
     */
    record Delay(Message message, Duration duration) implements Verdict {
        public Delay {
            Objects.requireNonNull(message, "message");
            if (duration.isNegative()) {
                throw new IllegalArgumentException("duration is zero or more, not " + duration);
            }
        }
    }

    /**
     * Go on with these messages instead, in this order; each goes through the interceptors that are left. They are accepted together,
     * in one commit, or not at all, and the sender gets one receipt. Those that have an id that another one before them has, get
     * an id of their own.
     *
     * @param messages one to 1,000
     */
    record Split(List<Message> messages) implements Verdict {

        /** The most messages that one becomes. */
        public static final int MOST = 1_000;

        public Split {
            messages = List.copyOf(messages);
            if (messages.isEmpty() || messages.size() > MOST) {
                throw new IllegalArgumentException(
                        "A message becomes 1 to " + MOST + " messages, not " + messages.size());
            }
        }
    }
}
