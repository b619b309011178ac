package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.session.Capabilities;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionResult;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.security.Credentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A gateway with one session that notes what it is asked for. Answers at once, unless the test has put stages in. */
final class FakeGateway implements Gateway, GatewaySession {

    static final Receipt STORED = new Receipt(new UUID(0, 0), Receipt.Outcome.STORED);

    final List<String> calls = new ArrayList<>();
    final List<ConnectRequest> requests = new ArrayList<>();
    final List<Publication> publications = new ArrayList<>();
    final List<SubscriptionRequest> subscriptions = new ArrayList<>();
    final List<Credentials> authentications = new ArrayList<>();

    /** Stages for the next calls that return one; null is for the usual result. Without one a call succeeds at once. */
    final Deque<CompletableFuture<?>> stages = new ArrayDeque<>();

    final FakeTransactions transactions = new FakeTransactions(calls);

    CompletableFuture<GatewaySession> connecting = CompletableFuture.completedFuture(this);
    Downstream downstream;

    /** How clients are asked for more; null where none can be asked. */
    Challenger challenger;

    Optional<Payload> authenticationData = Optional.empty();

    /** What comes of the next time that a client authenticates anew. */
    CompletableFuture<Optional<Payload>> again = CompletableFuture.completedFuture(Optional.empty());

    Runnable onAcknowledge = () -> {};
    String assigned = "assigned-1";
    boolean resumed;

    @Override
    public CompletionStage<GatewaySession> connect(ConnectRequest request, Downstream to) {
        requests.add(request);
        downstream = to;
        challenger = request.challenger();
        return connecting;
    }

    /** The calls since the last time, as one line each. */
    List<String> calls() {
        List<String> since = List.copyOf(calls);
        calls.clear();
        return since;
    }

    <T> CompletableFuture<T> pending() {
        CompletableFuture<T> stage = new CompletableFuture<>();
        stages.add(stage);
        return stage;
    }

    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> next(T standard) {
        CompletableFuture<T> stage = (CompletableFuture<T>) stages.poll();
        return stage == null
                ? CompletableFuture.completedFuture(standard)
                : stage.thenApply(result -> result == null ? standard : result);
    }

    @Override
    public String id() {
        String id = requests.isEmpty() ? "" : requests.get(0).credentials().clientId();
        return id.isEmpty() ? assigned : id;
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public Capabilities.Agreement capabilities() {
        ConnectRequest last = requests.get(requests.size() - 1);
        return last.server().with(last.client());
    }

    @Override
    public String resumeToken() {
        return "1.token";
    }

    @Override
    public String principal() {
        return "anonymous";
    }

    @Override
    public Optional<Payload> authenticationData() {
        return authenticationData;
    }

    @Override
    public CompletionStage<Optional<Payload>> reauthenticate(Credentials credentials, Challenger asks) {
        authentications.add(credentials);
        challenger = asks;
        return again;
    }

    @Override
    public CompletionStage<Void> expireAfter(Duration expiry) {
        calls.add("expireAfter " + expiry.toSeconds());
        return next(null);
    }

    @Override
    public void start() {
        calls.add("start");
    }

    @Override
    public void reattach(Downstream to) {
        downstream = to;
        calls.add("reattach");
    }

    @Override
    public FakeTransactions transactions() {
        return transactions;
    }

    @Override
    public CompletionStage<Receipt> publish(Publication publication) {
        publications.add(publication);
        calls.add("publish " + publication.message().address() + " "
                + publication.guarantee().ordinal() + (publication.retain() ? "r " : " ") + publication.token() + " "
                + new String(publication.message().payload().toBytes(), StandardCharsets.UTF_8));
        return next(STORED);
    }

    @Override
    public CompletionStage<Void> release(int token) {
        calls.add("release " + token);
        return next(null);
    }

    @Override
    public CompletionStage<List<SubscriptionResult>> subscribe(List<SubscriptionRequest> wishes) {
        List<SubscriptionResult> granted = new ArrayList<>();
        for (SubscriptionRequest wish : wishes) {
            subscriptions.add(wish);
            calls.add("subscribe " + wish.target() + " " + wish.maximum().ordinal());
            granted.add(new SubscriptionResult.Granted(wish.maximum()));
        }
        return next(granted);
    }

    @Override
    public CompletionStage<List<Boolean>> unsubscribe(List<SubscriptionTarget> targets) {
        targets.forEach(target -> calls.add("unsubscribe " + target));
        return next(targets.stream().map(target -> true).toList());
    }

    @Override
    public void received(long sequence) {
        calls.add("received " + sequence);
    }

    @Override
    public void acknowledge(long sequence) {
        calls.add("acknowledge " + sequence);
        onAcknowledge.run();
    }

    @Override
    public void reject(long sequence) {
        calls.add("reject " + sequence);
    }

    @Override
    public void writable(boolean writable) {
        calls.add("writable " + writable);
    }

    @Override
    public CompletionStage<Void> leave(boolean farewell) {
        calls.add("leave " + farewell);
        return next(null);
    }
}
