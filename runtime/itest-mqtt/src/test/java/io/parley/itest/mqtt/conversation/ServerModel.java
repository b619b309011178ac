package io.parley.itest.mqtt.conversation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a server of either specification does: sessions, subscriptions, guarantees, retained messages. */
final class ServerModel {

    private final Map<String, SessionModel> sessions = new HashMap<>();
    private final Map<String, Message> retained = new TreeMap<>();

    /** The session that a CONNECT leads to. */
    SessionModel connect(String id, boolean clean, boolean lasting) {
        SessionModel before = sessions.get(id);
        SessionModel session = new SessionModel(id, lasting);
        if (before != null && !clean) {
            session.subscriptions.putAll(before.subscriptions);
            session.pending.addAll(before.pending);
            session.uncertain.addAll(before.uncertain);
            session.transfers.addAll(before.transfers);
        }
        sessions.put(id, session);
        return session;
    }

    boolean present(String id, boolean clean) {
        return !clean && sessions.containsKey(id);
    }

    /** The connection has ended. */
    void left(SessionModel session) {
        session.connected = false;
        if (!session.lasting) {
            sessions.remove(session.id, session);
        }
    }

    /** Whether a subscription leads the message to anybody, there or away. */
    boolean wants(Message message) {
        return sessions.values().stream().anyMatch(session -> session.wants(message));
    }

    /** Whether somebody who is there gets the message. */
    boolean hears(Message message) {
        return sessions.values().stream().anyMatch(session -> session.connected && session.wants(message));
    }

    /** Who gets the message now; others may find it when they come back. */
    Map<String, Delivery> publish(Message message) {
        if (message.retain() && message.payload().isEmpty()) {
            retained.remove(message.topic());
        } else if (message.retain()) {
            retained.put(message.topic(), message);
        }
        Map<String, Delivery> deliveries = new LinkedHashMap<>();
        for (SessionModel session : sessions.values()) {
            session.accept(message).ifPresent(delivery -> deliveries.put(session.id, delivery));
        }
        return deliveries;
    }

    /** The retained messages that a new subscription leads to. */
    List<Delivery> subscribe(SessionModel session, Subscription subscription) {
        boolean known = session.subscriptions.put(subscription.filter(), subscription) != null;
        if (subscription.handling() == 2 || subscription.handling() == 1 && known) {
            return List.of();
        }
        Set<Long> identifiers = subscription.identifier() == 0 ? Set.of() : Set.of((long) subscription.identifier());
        return retained.values().stream()
                .filter(message -> subscription.matches(message.topic()))
                .filter(message ->
                        !subscription.noLocal() || !message.publisher().equals(session.id))
                .map(message -> session.keep(new Delivery(
                        message.topic(),
                        message.payload(),
                        Math.min(message.qos(), subscription.qos()),
                        true,
                        false,
                        identifiers)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether a retained message of somebody else than that client matches. */
    boolean retainsOfOthers(String filter, String client) {
        return retained.values().stream()
                .anyMatch(message -> Filters.matches(filter, message.topic())
                        && !message.publisher().equals(client));
    }

    /** For cleaning up. */
    List<String> retainedTopics() {
        return List.copyOf(retained.keySet());
    }
}
