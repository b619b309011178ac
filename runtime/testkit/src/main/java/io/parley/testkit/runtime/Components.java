package io.parley.testkit.runtime;

import io.parley.agent.internal.AgentComponent;
import io.parley.api.session.GroupService;
import io.parley.api.session.SessionService;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.Engine;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Histories;
import io.parley.engine.contract.States;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.event.internal.EventComponent;
import io.parley.event.internal.GroupComponent;
import io.parley.event.internal.Members;
import io.parley.event.internal.TopicComponent;
import io.parley.event.internal.TopicRulesHolder;
import io.parley.messaging.internal.MessagingComponent;
import io.parley.messaging.internal.QueueComponent;
import io.parley.messaging.internal.RouteComponent;
import io.parley.messaging.internal.transaction.Transactions;
import io.parley.session.internal.SessionComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The components of Parley's services, made and configured as Declarative Services would do it. For one thread at a time.
 */
final class Components {

    /** What a configuration of a factory PID has made. */
    private record Made(Consumer<Map<String, Object>> modified, Runnable closed) {}

    private final Engine engine;
    private final Plugins plugins;
    private final SessionComponent session;
    private final MessagingComponent messaging;
    private final EventComponent event;
    private final AgentComponent agent;
    private final Transactions transactions;
    private final TopicRulesHolder topics = new TopicRulesHolder();
    private final Map<String, Consumer<Map<String, Object>>> single;
    private final Map<String, Made> made = new HashMap<>();

    Components(ServiceTable services, Engine engine, Pipeline pipeline, Plugins plugins) {
        this.engine = engine;
        this.plugins = plugins;
        session = new SessionComponent(services.context, Map.of(), engine, pipeline, plugins);
        messaging = new MessagingComponent(services.context, Map.of(), engine, pipeline, plugins);
        event = new EventComponent(services.context, Map.of(), engine, pipeline, plugins, topics);
        services.context.registerService(
                GroupService.class,
                new GroupComponent(
                        services.get(SessionService.class),
                        services.get(Subscriptions.class),
                        services.get(Members.class),
                        services.get(GroupStates.class)),
                null);
        transactions = new Transactions(engine, pipeline);
        transactions.use(services.get(States.class));
        agent = new AgentComponent(
                services.context,
                Map.of(),
                engine,
                pipeline,
                services.get(SessionService.class),
                services.get(Histories.class));
        single = Map.of(
                "io.parley.session", session::modified,
                "io.parley.messaging", messaging::modified,
                "io.parley.event", event::modified,
                "io.parley.agent", agent::modified);
    }

    TransactionService transactions() {
        return transactions;
    }

    /** @param properties null for none any more */
    void configure(String pid, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties == null ? Map.of() : properties);
        all.put("service.pid", pid);
        if (single.containsKey(pid)) {
            single.get(pid).accept(all);
        } else if (properties == null) {
            Made gone = made.remove(pid);
            if (gone != null) {
                gone.closed.run();
            }
        } else if (made.containsKey(pid)) {
            made.get(pid).modified.accept(all);
        } else {
            made.put(pid, make(pid, all));
        }
    }

    private Made make(String pid, Map<String, Object> properties) {
        int tilde = pid.indexOf('~');
        switch (tilde < 0 ? "" : pid.substring(0, tilde)) {
            case "io.parley.queue" -> {
                QueueComponent queue = new QueueComponent(messaging, properties);
                return new Made(queue::modified, queue::close);
            }
            case "io.parley.route" -> {
                RouteComponent route = new RouteComponent(messaging, engine, plugins, properties);
                return new Made(route::modified, route::close);
            }
            case "io.parley.topic" -> {
                TopicComponent topic = new TopicComponent(properties, topics);
                return new Made(topic::modified, topic::deactivate);
            }
            default ->
                throw new IllegalArgumentException("'" + pid + "' is no PID that counts here; there are "
                        + single.keySet().stream().sorted().toList()
                        + ", io.parley.queue~NAME, io.parley.route~NAME and io.parley.topic~NAME");
        }
    }

    void close() {
        agent.close();
        event.deactivate();
        messaging.close();
        session.deactivate();
    }
}
