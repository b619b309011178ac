package io.parley.session.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The tokens of one session. Owned by the session's shard. */
final class OwnTokens {

    private Set<Integer> tokens = Set.of();
    private Map<Integer, CompletableFuture<Boolean>> taking = Map.of();

    /** Those that are taken. */
    Set<Integer> all() {
        return tokens;
    }

    void take(int token) {
        if (tokens.isEmpty()) {
            tokens = new HashSet<>(4);
        }
        tokens.add(token);
    }

    void free(int token) {
        if (!tokens.isEmpty()) {
            tokens.remove(token);
        }
    }

    /** A batch that is on its way to the journal takes the token, unless another one does already. */
    boolean begin(int token) {
        if (taking.isEmpty()) {
            taking = new HashMap<>(4);
        }
        return taking.putIfAbsent(token, new CompletableFuture<>()) == null;
    }

    void end(int token, boolean committed) {
        taking.remove(token).complete(committed);
    }

    /** Whether a batch has taken the token; where one is on its way, whether it has in the end. */
    CompletionStage<Boolean> taken(int token) {
        CompletableFuture<Boolean> underWay = taking.get(token);
        return underWay == null ? CompletableFuture.completedStage(tokens.contains(token)) : underWay;
    }

    /** Whether batches that take some are on their way. */
    boolean changes() {
        return !taking.isEmpty();
    }

    boolean empty() {
        return tokens.isEmpty() && taking.isEmpty();
    }
}
