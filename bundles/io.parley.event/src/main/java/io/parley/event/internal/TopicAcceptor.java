package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.TopicOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.event.internal.flow.FlowHub;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.retained.RetainedTable;
import io.parley.event.internal.retained.UnderWay;
import io.parley.event.internal.topic.History;
import io.parley.event.internal.topic.TopicRules;
import io.parley.event.internal.topic.TopicSettings;
import io.parley.spi.journal.Durability;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Plans what a message to a topic leads to: entries of inboxes, an event in the history, a retained value. On the caller's thread. */
final class TopicAcceptor implements Acceptor {

    private final Engine engine;
    private final InboxEntries inboxes;
    private final SubscriptionTable subscriptions;
    private final RetainedTable retained;
    private final UnderWay underWay;
    private final History history;
    private final FlowHub flows;
    private final TopicRules rules;
    private final Supplier<EventSettings> settings;

    TopicAcceptor(
            Engine engine,
            InboxEntries inboxes,
            SubscriptionTable subscriptions,
            RetainedTable retained,
            UnderWay underWay,
            History history,
            FlowHub flows,
            TopicRules rules,
            Supplier<EventSettings> settings) {
        this.engine = engine;
        this.inboxes = inboxes;
        this.subscriptions = subscriptions;
        this.retained = retained;
        this.underWay = underWay;
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
    public void plan(Address address, Incoming incoming) throws MissingPluginException {
        String topic = address.name();
        Topics.checkName(topic);
        boolean system = Topics.isSystem(topic);
        if ((system || topic.startsWith(Topics.OWN))
                && !incoming.origin().sender().isEmpty()) {
            throw new RefusedException(
                    Reason.NOT_ALLOWED,
                    "What stands under " + Topics.SYSTEM + " and " + Topics.OWN + " is Parley's own");
        }
        TopicSettings rule = system ? null : rules.of(topic).orElse(null);
        boolean keeps = rule != null && rule.history();
        if (keeps && !history.contains(topic)) {
            checkLimit("history", topic, history.size(), settings.get().maxTopics(), EventSettings.TOPICS);
        }
        long begun = incoming.origin().retain() ? underWay.begin(incoming.batch()) : 0;
        Durability durability = system ? Durability.MEMORY : rule == null ? Durability.FSYNC : rule.durability();
        planListeners(topic, incoming, durability != Durability.MEMORY);
        if (keeps || flows.listens(topic)) {
            incoming.batch()
                    .add(new TopicOp.Append(
                            topic,
                            incoming.place(),
                            engine.timers().now(),
                            incoming.message().payload().size(),
                            keeps));
        }
        if (incoming.origin().retain()) {
            retain(topic, incoming, begun, durability != Durability.MEMORY);
        }
        incoming.batch().durability(durability == Durability.MEMORY ? Durability.OS : durability);
    }

    private void retain(String topic, Incoming incoming, long begun, boolean storable) {
        if (incoming.message().payload().size() == 0) {
            incoming.batch().add(new TopicOp.ClearRetained(topic));
            return;
        }
        if (!retained.contains(topic)) {
            checkLimit("retained value", topic, retained.size(), settings.get().maxRetained(), EventSettings.RETAINED);
        }
        if (!storable && retained.stores(topic)) {
            // From when the topic did not live in memory: it must not come back.
            incoming.batch().add(new TopicOp.ClearRetained(topic));
        }
        incoming.batch()
                .add(new TopicOp.Retain(
                        topic,
                        incoming.place(),
                        incoming.origin().guarantee(),
                        incoming.origin().sender(),
                        begun,
                        storable));
    }

    private static void checkLimit(String what, String topic, int there, int max, String key) {
        if (there >= max) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Topic '" + topic + "' gets no " + what + ": " + max + " topics have one already ("
                            + EventSettings.PID + ": " + key + ")");
        }
    }

    private void planListeners(String topic, Incoming incoming, boolean storable) throws MissingPluginException {
        List<Listener> listeners = subscriptions.match(topic);
        if (listeners.size() == 1) {
            plan(listeners.get(0), incoming, storable);
        } else if (!listeners.isEmpty()) {
            plan(listeners, incoming, storable);
        }
    }

    private void plan(Listener listener, Incoming incoming, boolean storable) throws MissingPluginException {
        if (listener instanceof SharedGroup group && inboxes.passes(group.filter(), incoming)) {
            share(group, incoming, storable);
        } else if (listener instanceof SessionListener own && inboxes.wants(own, incoming)) {
            deliver(own, own.options.retainAsPublished(), own.identifiers(), incoming);
        }
    }

    /**
     * A session whose patterns overlap gets the message once, at the greatest guarantee, with all identifiers (MQTT 5 section 3.3.4).
     */
    private void plan(List<Listener> listeners, Incoming incoming, boolean storable) throws MissingPluginException {
        Map<String, Object> bySession = new HashMap<>(listeners.size() * 2);
        for (int i = 0; i < listeners.size(); i++) {
            Listener listener = listeners.get(i);
            if (listener instanceof SessionListener own) {
                if (inboxes.wants(own, incoming)) {
                    bySession.merge(own.session, own, TopicAcceptor::both);
                }
            } else {
                plan(listener, incoming, storable);
            }
        }
        for (Object found : bySession.values()) {
            if (found instanceof SessionListener one) {
                deliver(one, one.options.retainAsPublished(), one.identifiers(), incoming);
            } else {
                ((Overlap) found).deliver(incoming);
            }
        }
    }

    private static Object both(Object before, Object one) {
        Overlap overlap = before instanceof Overlap several ? several : new Overlap((SessionListener) before);
        return overlap.and((SessionListener) one);
    }

    /** Subscriptions of one session that match the same message. */
    private static final class Overlap {

        private final List<Integer> identifiers = new ArrayList<>(2);
        private SessionListener strongest;
        private boolean asPublished;

        Overlap(SessionListener first) {
            strongest = first;
            and(first);
        }

        Overlap and(SessionListener next) {
            identifiers.addAll(next.identifiers());
            asPublished |= next.options.retainAsPublished();
            strongest = next.maximum.compareTo(strongest.maximum) > 0 ? next : strongest;
            return this;
        }

        void deliver(Incoming incoming) {
            TopicAcceptor.deliver(strongest, asPublished, List.copyOf(identifiers), incoming);
        }
    }

    private static void deliver(
            SessionListener listener, boolean asPublished, List<Integer> identifiers, Incoming incoming) {
        InboxEntries.add(listener, asPublished && incoming.origin().retain(), identifiers, incoming);
    }

    private static void share(SharedGroup group, Incoming incoming, boolean storable) {
        Guarantee guarantee = incoming.origin().guarantee().min(group.maximum()).min(Guarantee.AT_LEAST_ONCE);
        boolean durable = storable && group.durable() && guarantee != Guarantee.AT_MOST_ONCE;
        incoming.batch()
                .add(new QueueOp.Share(
                        group.queue,
                        incoming.place(),
                        guarantee,
                        incoming.origin().retain(),
                        durable));
    }
}
