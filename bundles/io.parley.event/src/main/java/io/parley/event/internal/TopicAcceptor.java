package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.TopicOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.event.internal.flow.FlowHub;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.retained.RetainedTable;
import io.parley.event.internal.topic.History;
import io.parley.event.internal.topic.TopicRules;
import io.parley.event.internal.topic.TopicSettings;
import io.parley.spi.journal.Durability;
import io.parley.spi.protocol.Guarantee;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Plans what a message to a topic leads to: entries of inboxes, an event in the history, a retained value. On the caller's thread. */
final class TopicAcceptor implements Acceptor {

    private final Engine engine;
    private final SubscriptionTable subscriptions;
    private final RetainedTable retained;
    private final History history;
    private final FlowHub flows;
    private final TopicRules rules;
    private final Supplier<EventSettings> settings;

    TopicAcceptor(
            Engine engine,
            SubscriptionTable subscriptions,
            RetainedTable retained,
            History history,
            FlowHub flows,
            TopicRules rules,
            Supplier<EventSettings> settings) {
        this.engine = engine;
        this.subscriptions = subscriptions;
        this.retained = retained;
        this.history = history;
        this.flows = flows;
        this.rules = rules;
        this.settings = settings;
    }

    @Override
    public Address.Kind kind() {
        return Address.Kind.TOPIC;
    }

    @Override
    public Optional<String> compressor(Address address) {
        return rules.of(address.name()).flatMap(TopicSettings::compressor);
    }

    @Override
    public void plan(Address address, Incoming incoming) {
        String topic = address.name();
        Topics.checkName(topic);
        TopicSettings rule = rules.of(topic).orElse(null);
        boolean keeps = rule != null && rule.history();
        if (keeps && !history.contains(topic)) {
            checkLimit("history", topic, history.size(), settings.get().maxTopics(), EventSettings.TOPICS);
        }
        boolean clears = incoming.message().payload().size() == 0;
        boolean retains = incoming.origin().retain();
        if (retains && !clears && !retained.contains(topic)) {
            checkLimit("retained value", topic, retained.size(), settings.get().maxRetained(), EventSettings.RETAINED);
        }
        Durability durability = rule == null ? Durability.FSYNC : rule.durability();
        planInboxes(topic, incoming, durability != Durability.MEMORY);
        if (keeps || flows.listens(topic)) {
            incoming.batch()
                    .add(new TopicOp.Append(
                            topic,
                            incoming.place(),
                            engine.timers().now(),
                            incoming.message().payload().size(),
                            keeps));
        }
        if (retains) {
            incoming.batch()
                    .add(
                            clears
                                    ? new TopicOp.ClearRetained(topic)
                                    : new TopicOp.Retain(
                                            topic,
                                            incoming.place(),
                                            incoming.origin().guarantee()));
        }
        incoming.batch().durability(durability);
    }

    private static void checkLimit(String what, String topic, int there, int max, String key) {
        if (there >= max) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Topic '" + topic + "' gets no " + what + ": " + max + " topics have one already ("
                            + EventSettings.PID + ": " + key + ")");
        }
    }

    private void planInboxes(String topic, Incoming incoming, boolean storable) {
        List<SessionListener> listeners = subscriptions.match(topic);
        if (listeners.size() == 1) {
            planInbox(listeners.get(0), incoming, storable);
        } else if (!listeners.isEmpty()) {
            strongest(listeners).forEach((session, listener) -> planInbox(listener, incoming, storable));
        }
    }

    /** A session whose patterns overlap gets the message once, at the greatest guarantee (MQTT 3.1.1 section 3.3.5). */
    private static Map<String, SessionListener> strongest(List<SessionListener> listeners) {
        Map<String, SessionListener> bySession = new HashMap<>(listeners.size() * 2);
        for (SessionListener listener : listeners) {
            bySession.merge(listener.session, listener, (a, b) -> a.maximum.compareTo(b.maximum) >= 0 ? a : b);
        }
        return bySession;
    }

    private static void planInbox(SessionListener listener, Incoming incoming, boolean storable) {
        Guarantee guarantee = incoming.origin().guarantee().min(listener.maximum);
        boolean durable = storable && listener.durable && guarantee != Guarantee.AT_MOST_ONCE;
        incoming.batch().add(new InboxOp.Append(listener.session, incoming.place(), guarantee, false, durable));
    }
}
