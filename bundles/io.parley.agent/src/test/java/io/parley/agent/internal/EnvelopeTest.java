package io.parley.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.agent.AgentMessage;
import io.parley.api.agent.Priority;
import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.contract.AgentTopic;
import io.parley.engine.contract.Histories.Keeping;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    @Test
    void anyNameOfAnAgentIsOneLevel() {
        for (String name : List.of("a", "a/b", "+", "#", "%2F", "a%", "ä ö", "$x", " ", "a+b#c/")) {
            AgentTopic topic = new AgentTopic(name, "x" + name);
            assertEquals(3, topic.address().name().split("/", -1).length, name);
            assertEquals(Optional.of(topic), AgentTopic.parse(topic.address()), name);
        }
        assertEquals(List.of("$agents/a%2Fb/+", "$agents/+/a%2Fb"), AgentTopic.patterns("a/b"));
    }

    @Test
    void othersAreNone() {
        for (String name : List.of("$agents/a", "$agents/a/b/c", "agents/a/b", "$agents/a/%2")) {
            assertEquals(Optional.empty(), AgentTopic.parse(Address.topic(name)), name);
        }
    }

    @Test
    void aMessageComesBackFromTheLogAsItWas() {
        AgentMessage message = AgentMessage.text("a/b", "c+d", "task.assigned", Priority.HIGH, "do it");
        Message envelope = Envelope.of(message);
        assertEquals(Address.session("c+d"), envelope.address());
        assertEquals(6, envelope.priority());
        assertEquals("a/b", envelope.headers().first("source").orElseThrow());
        Message logged =
                envelope.with().address(new AgentTopic("a/b", "c+d").address()).build();
        assertEquals(Optional.of(message), Envelope.read(new Event(logged, 1, new Cursor("x"))));
        Message foreign = Message.to(logged.address()).payload("no type").build();
        assertEquals(Optional.empty(), Envelope.read(new Event(foreign, 1, new Cursor("x"))));
    }

    @Test
    void prioritiesAreFourOfTheTen() {
        assertEquals(
                List.of(2, 4, 6, 9),
                List.of(Priority.values()).stream().map(Priority::number).toList());
        for (Priority priority : Priority.values()) {
            assertEquals(priority, Priority.of(priority.number()));
            assertEquals(priority, Priority.parse(" " + priority.name().toLowerCase(Locale.ROOT)));
        }
        assertEquals(Priority.LOW, Priority.of(0));
        assertEquals(Priority.HIGH, Priority.of(8));
        assertEquals(
                "'soon' is no priority: low, medium, high or urgent",
                assertThrows(IllegalArgumentException.class, () -> Priority.parse("soon"))
                        .getMessage());
    }

    @Test
    void wrongValuesAreNamed() {
        assertEquals(new Keeping("$agents/+/+", 168, 64, 10_000), AgentComponent.keeping(Map.of()));
        assertEquals(
                "io.parley.agent: log.messages is a whole number from 0 to 2147483647, not '-1'",
                assertThrows(IllegalArgumentException.class, () -> AgentComponent.keeping(Map.of("log.messages", -1)))
                        .getMessage());
    }
}
