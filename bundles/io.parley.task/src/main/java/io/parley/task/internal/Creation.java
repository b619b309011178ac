package io.parley.task.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.MessageId;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.engine.op.DetailsValue;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes sessions to which nobody is connected yet. */
final class Creation {

    private final SessionService sessions;
    private final MessageService messages;

    Creation(SessionService sessions, MessageService messages) {
        this.sessions = sessions;
        this.messages = messages;
    }

    /** @return the session's id */
    CompletionStage<String> create(NewSession request) {
        return create(request, id -> CompletableFuture.completedStage(null));
    }

    /** @return the session's id */
    CompletionStage<String> spawn(NewSession request, Payload payload, Optional<String> contentType) {
        return create(request, id -> {
            MessageBuilder message = Message.to(Address.session(id)).payload(payload);
            contentType.ifPresent(message::contentType);
            return messages.send(message.build());
        });
    }

    private CompletionStage<String> create(NewSession request, Function<String, CompletionStage<?>> last) {
        String id = request.id().orElseGet(Creation::madeUp);
        if (sessions.find(id).isPresent()) {
            return CompletableFuture.failedStage(taken(id));
        }
        OpenRequest open;
        try {
            open = new OpenRequest(id, request.principal(), false, request.expiry(), end -> {}, request.parent());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(new RefusedException(Reason.INVALID, e.getMessage(), e));
        }
        return sessions.open(open)
                .thenCompose(opened -> furnish(opened, request.details(), last))
                .thenApply(done -> id);
    }

    private static String madeUp() {
        return "ses_" + MessageId.next().toString().replace("-", "");
    }

    private static RefusedException taken(String id) {
        return new RefusedException(Reason.CONFLICT, "There is a session '" + id + "' already");
    }

    /** Somebody may have made the session just before; then it stays his. */
    private CompletionStage<?> furnish(Opened opened, Details details, Function<String, CompletionStage<?>> last) {
        String id = opened.session().id();
        if (opened.resumed()) {
            return sessions.detach(id, opened.hold()).thenApply(done -> {
                throw taken(id);
            });
        }
        CompletionStage<?> described = details.equals(Details.NONE)
                ? CompletableFuture.completedStage(null)
                : sessions.putState(id, DetailsValue.KEY, DetailsValue.of(details), OptionalLong.empty());
        CompletionStage<?> furnished =
                described.thenCompose(done -> last.apply(id)).thenCompose(done -> sessions.detach(id, opened.hold()));
        return furnished
                .handle((done, failure) -> failure == null ? null : RefusedException.of(failure))
                .thenCompose(
                        refused -> refused == null ? CompletableFuture.completedStage(null) : takeBack(id, refused));
    }

    private CompletionStage<Void> takeBack(String id, RefusedException why) {
        return sessions.close(id).handle((closed, failure) -> {
            throw why;
        });
    }
}
