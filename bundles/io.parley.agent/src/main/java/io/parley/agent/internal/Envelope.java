package io.parley.agent.internal;

import io.parley.api.agent.AgentMessage;
import io.parley.api.agent.Priority;
import io.parley.api.event.Event;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.engine.contract.AgentTopic;
import java.util.Optional;

/** Agent messages as messages are. */
final class Envelope {

    private Envelope() {}

    /** As its recipient gets it. */
    static Message of(AgentMessage message) {
        MessageBuilder envelope = Message.to(Address.session(message.to()))
                .id(message.id())
                .timeMillis(message.time().toEpochMilli())
                .header(AgentMessage.SOURCE, message.from())
                .header(AgentMessage.TYPE, message.type())
                .priority(message.priority().number())
                .payload(message.payload());
        message.contentType().ifPresent(envelope::contentType);
        return envelope.build();
    }

    /** As it stands in the log; empty for what somebody else has published there. */
    static Optional<AgentMessage> read(Event event) {
        Message message = event.message();
        try {
            return AgentTopic.parse(message.address())
                    .map(topic -> new AgentMessage(
                            message.id(),
                            topic.from(),
                            topic.to(),
                            message.headers().first(AgentMessage.TYPE).orElse(""),
                            Priority.of(message.priority()),
                            message.time(),
                            message.contentType(),
                            message.payload()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
