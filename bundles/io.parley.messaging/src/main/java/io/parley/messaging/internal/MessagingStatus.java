package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.status.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Tables of queues and inboxes, asked of the shards that own them. */
final class MessagingStatus implements Status {

    private final Pipeline pipeline;
    private final Messaging messaging;
    private final QueueDirectory queues;

    MessagingStatus(Pipeline pipeline, Messaging messaging, QueueDirectory queues) {
        this.pipeline = pipeline;
        this.messaging = messaging;
        this.queues = queues;
    }

    @Override
    public List<Queue> queues() {
        List<Queue> all = messaging.ask(
                home -> home.queues().values().stream().map(this::queue).toList());
        all.sort(Comparator.comparing(Queue::name));
        return all;
    }

    private Queue queue(QueueState queue) {
        long leased = queue.consumers().held();
        long waiting = queue.backlog().size() - leased;
        long onTheWayIn = pipeline.waiting(Address.queue(queue.name()));
        return new Queue(
                queue.name(),
                queue.consumers().all().size(),
                waiting,
                leased,
                onTheWayIn + (queue.parked() ? waiting : 0),
                queue.counters.in(),
                queue.counters.out(),
                queue.counters.redeliveries(),
                queue.counters.dropped(),
                queue.refused.sum(),
                queues.settings(queue.name()).compressor().orElse(""),
                queue.consumers().slow());
    }

    @Override
    public List<Session> sessions(int limit) {
        Map<Integer, List<ParkedInbox>> inView = messaging.inboxesInView(limit);
        return messaging
                .ask(home -> sessions(home, inView.getOrDefault(home.shard().index(), List.of()), limit))
                .stream()
                .limit(limit)
                .toList();
    }

    private static List<Session> sessions(ShardState home, List<ParkedInbox> inView, int limit) {
        List<Session> all = new ArrayList<>();
        home.inboxes().forEach(inbox -> {
            if (all.size() < limit) {
                all.add(inbox.status());
            }
        });
        inView.stream()
                .filter(inbox -> home.inViewAlone(inbox.session()))
                .limit(limit - all.size())
                .map(ParkedInbox::status)
                .forEach(all::add);
        return all;
    }
}
