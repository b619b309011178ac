package io.parley.api.agent;

import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.api.message.Payload;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What one agent says to another.
 *
 * @param id a UUID of version 7, unless the sender chose another one, of which a second message within the dedupe window goes nowhere
 * @param from who says it, 1 to {@value #MAX_AGENT} characters; whether there is such an agent is not checked
 * @param to the session id of the agent it is for, 1 to {@value #MAX_AGENT} characters
 * @param type what it is about, 1 to {@value #MAX_TYPE} characters, for example {@code task.assigned}: the type of CloudEvents
 * @param priority how soon it is to be looked at
 * @param time when it was said, to the millisecond
 * @param contentType the payload's media type
 * @param payload what is said
 */
public record AgentMessage(
        UUID id,
        String from,
        String to,
        String type,
        Priority priority,
        Instant time,
        Optional<String> contentType,
        Payload payload) {

    /** The longest name of an agent. */
    public static final int MAX_AGENT = 1_000;

    /** The longest type. */
    public static final int MAX_TYPE = 1_000;

    /** The header of a {@link Message} that has {@code from}: the source of CloudEvents. */
    public static final String SOURCE = "source";

    /** The header of a {@link Message} that has {@code type}. */
    public static final String TYPE = "type";

    public AgentMessage {
        Objects.requireNonNull(id, "id");
        check("from", from, MAX_AGENT);
        check("to", to, MAX_AGENT);
        check("type", type, MAX_TYPE);
        Objects.requireNonNull(priority, "priority");
        time = time.truncatedTo(ChronoUnit.MILLIS);
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(payload, "payload");
    }

    private static void check(String what, String text, int most) {
        if (text.isEmpty() || text.length() > most || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + most + " characters, none of them U+0000, not " + text.length());
        }
    }

    /** A text, said now. */
    public static AgentMessage text(String from, String to, String type, Priority priority, String text) {
        return new AgentMessage(
                MessageId.next(),
                from,
                to,
                type,
                priority,
                Instant.now(),
                Optional.of("text/plain; charset=utf-8"),
                Payload.utf8(text));
    }
}
