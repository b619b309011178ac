package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Transactions that note what they are asked for, and are committed when the test says so. */
final class FakeTransactions implements GatewayTransactions {

    private final List<String> calls;
    private final Map<String, List<CompletableFuture<Receipt>>> parts = new LinkedHashMap<>();
    private final Map<String, List<CompletableFuture<Receipt>>> committing = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> commits = new LinkedHashMap<>();

    FakeTransactions(List<String> calls) {
        this.calls = calls;
    }

    @Override
    public Set<String> open() {
        return Set.copyOf(parts.keySet());
    }

    @Override
    public void begin(String id, Duration timeout) {
        calls.add("begin " + id + " " + timeout.toMillis());
        if (parts.containsKey(id)) {
            throw new RefusedException(Reason.CONFLICT, "twice");
        }
        parts.put(id, new ArrayList<>());
    }

    @Override
    public CompletionStage<Receipt> publish(String id, Publication publication) {
        calls.add("part " + id + " " + publication.message().address() + " " + publication.token());
        return part(id);
    }

    @Override
    public CompletionStage<Receipt> transfer(String id, int token) {
        calls.add("transfer " + id + " " + token);
        return part(id);
    }

    private CompletionStage<Receipt> part(String id) {
        if (!parts.containsKey(id)) {
            return CompletableFuture.failedStage(new RefusedException(Reason.NOT_FOUND, "'" + id + "' is not open"));
        }
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        parts.get(id).add(receipt);
        return receipt;
    }

    @Override
    public void acknowledge(String id, long sequence) {
        calls.add("settle " + id + " " + sequence);
    }

    @Override
    public void putState(String id, String key, Payload value, OptionalLong expectedVersion) {
        String text = new String(value.toBytes(), StandardCharsets.UTF_8);
        calls.add("put " + id + " " + key + " " + text + " " + expectedVersion.orElse(-1));
    }

    @Override
    public void removeState(String id, String key, OptionalLong expectedVersion) {
        calls.add("remove " + id + " " + key + " " + expectedVersion.orElse(-1));
    }

    @Override
    public void putGroupState(String id, String group, String key, Payload value, OptionalLong expectedVersion) {
        putState(id, group + ":" + key, value, expectedVersion);
    }

    @Override
    public void removeGroupState(String id, String group, String key, OptionalLong expectedVersion) {
        removeState(id, group + ":" + key, expectedVersion);
    }

    @Override
    public CompletionStage<Void> commit(String id) {
        calls.add("commit " + id);
        if (!parts.containsKey(id)) {
            return CompletableFuture.failedStage(new RefusedException(Reason.NOT_FOUND, "'" + id + "' is not open"));
        }
        committing.put(id, parts.remove(id));
        return commits.computeIfAbsent(id, which -> new CompletableFuture<>());
    }

    /** As asked by {@link #commit}. */
    void committed(String id) {
        committing.remove(id).forEach(receipt -> receipt.complete(FakeGateway.STORED));
        commits.remove(id).complete(null);
    }

    @Override
    public void abort(String id, RefusedException why) {
        calls.add("abort " + id + " " + why.reason());
        List<CompletableFuture<Receipt>> open = parts.remove(id);
        if (open != null) {
            open.forEach(receipt -> receipt.completeExceptionally(why));
        }
    }
}
