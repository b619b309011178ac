package io.parley.search.internal;

import io.parley.api.agent.AgentMessage;
import io.parley.api.event.Event;
import io.parley.api.message.Message;
import io.parley.engine.contract.AgentTopic;
import java.util.Optional;
import java.util.UUID;

/**
 * A message as it is indexed.
 *
 * @param place of its event, as a cursor has it; what names it
 * @param time milliseconds since 1970
 * @param expires milliseconds since 1970; 0 for never
 */
record MessageRow(
        String place,
        String topic,
        long sequence,
        UUID id,
        String from,
        String to,
        String type,
        long time,
        long expires,
        String text) {

    /**
     * Empty for a message that has no text.
     *
     * @param most bytes of the payload, of which the text is made
     */
    static Optional<MessageRow> of(Event event, int most) {
        Message message = event.message();
        Optional<AgentTopic> agents = AgentTopic.parse(message.address());
        String type = message.headers().first(AgentMessage.TYPE).orElse("");
        return Texts.of(message, most)
                .map(text -> new MessageRow(
                        event.cursor().token(),
                        message.address().name(),
                        event.sequence(),
                        message.id(),
                        agents.map(AgentTopic::from).orElse(""),
                        agents.map(AgentTopic::to).orElse(""),
                        type.substring(0, Math.min(type.length(), AgentMessage.MAX_TYPE)),
                        message.time().toEpochMilli(),
                        message.expiresAtMillis(),
                        text));
    }
}
