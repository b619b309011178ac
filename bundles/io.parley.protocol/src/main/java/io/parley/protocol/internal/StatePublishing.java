package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateValue;
import io.parley.api.transaction.TransactionService;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What one client publishes to topics of states: a payload is a value's new one, an empty one removes it, and a request is answered
 * with the value. One after the other, each when the one before has its answer, so that a client need not wait to name the version that its last
 * change made. Owned by the connection's lane.
 */
final class StatePublishing {

    /** The version that the value has to have, 0 for none. */
    static final String VERSION = "parley-state-version";

    /** With the value {@link #GET}, of a request. */
    static final String WHAT = "parley-state";

    private static final String GET = "get";

    /** One change is committed within that, or never. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final TransactionService transactions;
    private final ClientStates states;
    private final Publishing publishing;
    private final Executor lane;
    private CompletionStage<?> last = CompletableFuture.completedStage(null);

    StatePublishing(TransactionService transactions, ClientStates states, Publishing publishing, Executor lane) {
        this.transactions = transactions;
        this.states = states;
        this.publishing = publishing;
        this.lane = lane;
    }

    /** As {@link io.parley.spi.protocol.GatewaySession#publish}. At most once, that a value has another version is not told. */
    CompletionStage<Receipt> publish(Publication publication) {
        CompletionStage<Receipt> done =
                last.handle((before, failure) -> null).thenComposeAsync(before -> take(publication), lane);
        last = done;
        return done;
    }

    private CompletionStage<Receipt> take(Publication publication) {
        Message message = publication.message();
        try {
            StateTopic topic = StateTopic.ofValue(message.address());
            Optional<String> what = message.headers().first(WHAT);
            if (what.isPresent() && !what.get().equals(GET)) {
                throw new RefusedException(
                        Reason.INVALID, WHAT + " that is '" + Printable.of(what.get()) + "'; allowed is " + GET);
            }
            publishing.came(publication);
            if (what.isPresent()) {
                return answer(topic, message);
            }
            return publication.guarantee() == Guarantee.EXACTLY_ONCE
                    ? changeOnce(topic, publication)
                    : change(topic, publication);
        } catch (RefusedException no) {
            return CompletableFuture.failedStage(no);
        }
    }

    private CompletionStage<Receipt> change(StateTopic topic, Publication publication) {
        Message message = publication.message();
        Payload value = message.payload();
        OptionalLong expected = version(message);
        Receipt stored = new Receipt(message.id(), Receipt.Outcome.STORED);
        return mayChange(topic)
                .thenCompose(
                        may -> value.size() == 0 ? states.remove(topic, expected) : states.put(topic, value, expected))
                .handle((done, failure) -> {
                    RefusedException no = failure == null ? null : RefusedException.of(failure);
                    boolean told = publication.guarantee() != Guarantee.AT_MOST_ONCE
                            || no != null && no.reason() != Reason.CONFLICT;
                    if (no != null && told) {
                        throw no;
                    }
                    return stored;
                });
    }

    private CompletionStage<Void> mayChange(StateTopic topic) {
        Address owner = topic.owner(publishing.session());
        return topic.group().isEmpty()
                ? publishing.mayChange(owner)
                : publishing.maySend(owner).thenCompose(may -> publishing.mayChange(owner));
    }

    /** Together with what says that it has been done. */
    private CompletionStage<Receipt> changeOnce(StateTopic topic, Publication publication) {
        Message message = publication.message();
        OptionalLong expected = version(message);
        String key = topic.key().orElseThrow();
        Payload value = message.payload();
        ClientTransaction one =
                new ClientTransaction(publishing, transactions.begin(LONGEST), lane, ClientTransaction::abort);
        CompletionStage<Receipt> receipt = one.transfer(message.id(), publication.token());
        if (topic.group().isEmpty() && value.size() == 0) {
            one.removeState(key, expected);
        } else if (topic.group().isEmpty()) {
            one.putState(key, value, expected);
        } else if (value.size() == 0) {
            one.removeGroupState(topic.group().get(), key, expected);
        } else {
            one.putGroupState(topic.group().get(), key, value, expected);
        }
        one.commit();
        return receipt;
    }

    private CompletionStage<Receipt> answer(StateTopic topic, Message request) {
        Address to = request.replyTo()
                .filter(reply -> !StateTopic.isOne(reply))
                .orElseThrow(() -> new RefusedException(
                        Reason.INVALID, "A request for a value says where its answer goes, which is to no state"));
        return publishing
                .mayReceive(topic.owner(publishing.session()))
                .thenCompose(may -> states.get(topic))
                .thenCompose(value -> publishing.publish(
                        new Publication(answer(request, to, value), Guarantee.AT_LEAST_ONCE, false, 0)));
    }

    /** Without a version where there is no value. What else the request says comes back, so that whoever asked knows it again. */
    private static Message answer(Message request, Address to, Optional<StateValue> value) {
        MessageBuilder answer = Message.to(to)
                .headers(request.headers().without(WHAT).without(VERSION))
                .payload(value.map(StateValue::value).orElse(Payload.empty()));
        request.correlationId().ifPresent(answer::correlationId);
        value.ifPresent(known -> answer.addHeader(VERSION, Long.toString(known.version())));
        return answer.build();
    }

    private static OptionalLong version(Message message) {
        Optional<String> text = message.headers().first(VERSION);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long version = Long.parseLong(text.get());
            if (version >= 0) {
                return OptionalLong.of(version);
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw new RefusedException(
                Reason.INVALID,
                VERSION + " that is '" + Printable.of(text.get()) + "'; allowed is a whole number from 0");
    }
}
