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

    /** Without guarantee, from while the client was away: a server may keep them for it (section 3.1.2.4), or not. */
    final List<Delivery> uncertain = new ArrayList<>();

    /** Packet ids of transfers exactly once from the client that it has not released. */
    final Set<Integer> transfers = new HashSet<>();

    boolean connected = true;

    SessionModel(String id, boolean lasting) {
        this.id = id;
        this.lasting = lasting;
    }

    /** Whether a subscription leads the message here. */
    boolean wants(Message message) {
        return !matching(message).isEmpty();
    }

    private List<Subscription> matching(Message message) {
        return subscriptions.values().stream()
                .filter(each -> each.matches(message.topic()))
                .filter(each -> !each.noLocal() || !message.publisher().equals(id))
                .toList();
    }

    /** The message as this session gets it, if it does (sections 3.3.4 and 3.8.4). */
    Optional<Delivery> accept(Message message) {
        List<Subscription> matching = matching(message);
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

    /** Empty where nobody is there for it now. */
    Optional<Delivery> keep(Delivery delivery) {
        if (delivery.qos() > 0) {
            pending.add(new Pending(delivery));
        } else if (!connected) {
            uncertain.add(delivery);
        }
        return connected ? Optional.of(delivery) : Optional.empty();
    }
}
