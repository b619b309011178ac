package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.event.Cursor;
import io.parley.api.event.Start;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.RefusedException;
import io.parley.spi.logging.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What Parley can do beyond MQTT, by user properties whose names begin with {@code parley-}. */
final class Extensions {

    static final String PREFIX = "parley-";
    static final String PRIORITY = "parley-priority";
    static final String ORDERING_KEY = "parley-ordering-key";

    /** A header, which the gateway understands. */
    private static final String STATE_VERSION = "parley-state-version";

    private static final String DELAY = "parley-delay";
    private static final String DEDUPE_ID = "parley-dedupe-id";
    private static final String REPLAY = "parley-replay";
    private static final String FILTER = "parley-filter";
    private static final String FILTER_LANGUAGE = "parley-filter-language";
    private static final String CURSOR = "cursor:";
    private static final String STANDARD_LANGUAGE = "selector";

    /** Ten years. */
    private static final long MOST_DELAY = 315_360_000_000L;

    private Extensions() {}

    /**
     * Gives the message what the property asks for.
     *
     * @param address where the message goes, as text
     * @return false where it is not one of Parley's for a message
     * @throws RefusedException where its value is wrong
     */
    static boolean ofMessage(Header property, MessageBuilder message, String address, long now) {
        String value = property.value();
        switch (property.name()) {
            case PRIORITY -> message.priority((int) number(property, 9));
            case ORDERING_KEY -> message.orderingKey(notEmpty(property));
            case DELAY -> {
                long delay = number(property, MOST_DELAY);
                if (delay > 0) {
                    message.deliverAtMillis(now + delay);
                }
            }
            case STATE_VERSION -> {
                number(property, Long.MAX_VALUE);
                return false;
            }
            case DEDUPE_ID -> message.id(id(address, notEmpty(property)));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A text stands for the same id whenever it is sent to the same address; a UUID is the id. */
    private static UUID id(String address, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException anyText) {
            // any other text is as good
        }
        return UUID.nameUUIDFromBytes((address + '\0' + text).getBytes(StandardCharsets.UTF_8));
    }

    /** Where a subscription begins. */
    static Optional<Start> start(List<Header> properties) {
        return last(properties, REPLAY).map(property -> switch (property.value()) {
            case "earliest" -> new Start.Earliest();
            case "latest" -> new Start.Latest();
            default -> place(property);
        });
    }

    private static Start place(Header property) {
        String value = property.value();
        try {
            return value.startsWith(CURSOR)
                    ? new Start.After(new Cursor(value.substring(CURSOR.length())))
                    : new Start.At(Instant.parse(value));
        } catch (DateTimeParseException | IllegalArgumentException wrong) {
            throw wrong(property, "earliest, latest, a time such as 2026-01-31T08:00:00Z, or cursor:<token>");
        }
    }

    /** Which messages a subscription lets through. */
    static Optional<FilterExpression> filter(List<Header> properties) {
        String language = last(properties, FILTER_LANGUAGE).map(Header::value).orElse(STANDARD_LANGUAGE);
        return last(properties, FILTER).map(property -> new FilterExpression(language, notEmpty(property)));
    }

    private static Optional<Header> last(List<Header> properties, String name) {
        Header found = null;
        for (Header property : properties) {
            found = property.name().equals(name) ? property : found;
        }
        return Optional.ofNullable(found);
    }

    private static long number(Header property, long most) {
        return number(property, 0, most);
    }

    static long number(Header property, long least, long most) {
        try {
            long value = Long.parseLong(property.value());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw wrong(property, "a whole number from " + least + " to " + most);
    }

    static String notEmpty(Header property) {
        if (property.value().isEmpty()) {
            throw wrong(property, "any text but an empty one");
        }
        return property.value();
    }

    static RefusedException wrong(Header property, String allowed) {
        return new RefusedException(
                RefusedException.Reason.INVALID,
                property.name() + " that is '" + Printable.of(property.value()) + "'; allowed is " + allowed);
    }
}
