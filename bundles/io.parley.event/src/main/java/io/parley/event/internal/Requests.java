package io.parley.event.internal;

import io.parley.api.event.Start;
import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Shares;
import io.parley.event.internal.match.Topics;
import io.parley.event.internal.topic.Place;
import io.parley.event.internal.topic.TopicRules;
import io.parley.event.internal.topic.TopicSettings;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;

/** What may be subscribed to, and how. */
final class Requests {

    /** So that it fits into the topic of its presence. */
    private static final int LONGEST_GROUP = 1_000;

    private static final int MOST_GROUP_LEVELS = 100;

    private Requests() {}

    /** @throws RefusedException INVALID, in words */
    static void check(SubscriptionRequest request, TopicRules rules) {
        SubscriptionTarget target = request.target();
        Address address = target.address();
        switch (address.kind()) {
            case TOPIC -> Topics.checkPattern(address.name());
            case QUEUE -> checkQueue(request, address);
            case GROUP -> checkName(address.name());
            default -> throw invalid("Subscriptions are to topic:, queue: and group: addresses, not to " + address);
        }
        target.group().ifPresent(group -> checkGroup(request, group));
        request.options().start().ifPresent(start -> checkStart(request, start, rules));
    }

    private static void checkName(String group) {
        if (group.length() > LONGEST_GROUP) {
            throw invalid("A group's name has at most " + LONGEST_GROUP + " characters, not " + group.length());
        }
        if (Topics.hasWildcard(group)) {
            throw invalid("A group's name has no '+' and '#', and this one has: '" + group + "'");
        }
        if (group.chars().filter(c -> c == '/').count() >= MOST_GROUP_LEVELS) {
            throw invalid("A group's name has at most " + MOST_GROUP_LEVELS + " levels");
        }
    }

    private static void checkQueue(SubscriptionRequest request, Address address) {
        if (Shares.isShared(address.name())) {
            throw invalid(address + " is the queue of a group, which members get by subscribing as a group");
        }
        if (request.options().noLocal()) {
            throw invalid("A queue does not know who sent a message: no local is not for " + address);
        }
    }

    private static void checkGroup(SubscriptionRequest request, String group) {
        if (group.chars().anyMatch(c -> c == '/' || c == '+' || c == '#' || c == 0)) {
            throw invalid("A group's name has no '/', '+', '#' and U+0000, and this one has: '" + group + "'");
        }
        if (request.options().noLocal()) {
            throw invalid("No local is not for messages that a group shares (" + request.target() + ")");
        }
        int length = Shares.memory(Shares.queue(request.target())).length();
        if (length > Address.MAX_NAME) {
            throw invalid("Group and pattern have " + (length - Address.MAX_NAME) + " characters too many together");
        }
    }

    private static void checkStart(SubscriptionRequest request, Start start, TopicRules rules) {
        SubscriptionTarget target = request.target();
        if (target.group().isPresent() || target.address().kind() != Address.Kind.TOPIC) {
            throw invalid("Only a session's own subscription to topics can begin in their history, not " + target);
        }
        if (request.options().noLocal()) {
            throw invalid("History does not know who published an event: no local is not for " + target);
        }
        if (!rules.keepHistory(target.address().name())) {
            throw invalid("No history is kept of " + target.address() + " (" + TopicSettings.PID + ": history)");
        }
        if (start instanceof Start.After after) {
            Place.of(after.cursor());
        }
    }

    /** Whether the retained values follow on the subscription. */
    static boolean getsRetained(SubscriptionRequest request, boolean isNew) {
        SubscriptionOptions.Retained wish = request.options().retained();
        return request.address().kind() == Address.Kind.TOPIC
                && request.target().group().isEmpty()
                && request.options().start().isEmpty()
                && (wish == SubscriptionOptions.Retained.ALWAYS
                        || wish == SubscriptionOptions.Retained.IF_NEW && isNew);
    }

    /** Whether a subscription that was there reads history from its start once more, as others get retained values once more. */
    static boolean beginsAnew(SubscriptionRequest request, boolean isNew) {
        return request.options().start().isPresent()
                && !isNew
                && request.options().retained() == SubscriptionOptions.Retained.ALWAYS;
    }

    private static RefusedException invalid(String message) {
        return new RefusedException(Reason.INVALID, message);
    }
}
