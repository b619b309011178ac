package io.parley.itest.mqtt.conversation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a server knows of one session. */
final class SessionModel {

    /** A guaranteed message on its way to the client. */
    static final class Pending {
        Delivery delivery;

        /** 0 until it was sent. */
        int packetId;

        /** PUBREC has come. */
        boolean released;

        Pending(Delivery delivery) {
            this.delivery = delivery;
        }
    }

    final String id;

    /** Whether it outlives its connection. */
    final boolean lasting;

    final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    final List<Pending> pending = new ArrayList<>();

    /** Packet ids of transfers exactly once from the client that it has not released. */
    final Set<Integer> transfers = new HashSet<>();

    boolean connected = true;

    SessionModel(String id, boolean lasting) {
        this.id = id;
        this.lasting = lasting;
    }

    /** The message as this session gets it, if it does (sections 3.3.4 and 3.8.4). */
    Optional<Delivery> accept(Message message) {
        List<Subscription> matching = subscriptions.values().stream()
                .filter(each -> each.matches(message.topic()))
                .filter(each -> !each.noLocal() || !message.publisher().equals(id))
                .toList();
        if (matching.isEmpty()) {
            return Optional.empty();
        }
        int granted = matching.stream().mapToInt(Subscription::qos).max().getAsInt();
        boolean asPublished = matching.stream().anyMatch(Subscription::asPublished);
        Set<Long> identifiers = matching.stream()
                .map(Subscription::identifier)
                .filter(identifier -> identifier != 0)
                .map(Integer::longValue)
                .collect(Collectors.toSet());
        int qos = Math.min(granted, message.qos());
        return keep(new Delivery(
                message.topic(), message.payload(), qos, asPublished && message.retain(), false, identifiers));
    }

    /** Empty where nobody is there for it and nothing keeps it. */
    Optional<Delivery> keep(Delivery delivery) {
        if (delivery.qos() > 0) {
            pending.add(new Pending(delivery));
        }
        return connected ? Optional.of(delivery) : Optional.empty();
    }
}
