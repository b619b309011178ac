package io.parley.agent.internal;

import io.parley.api.agent.AgentMessage;
import io.parley.api.agent.AgentMessages;
import io.parley.api.event.Cursor;
import io.parley.api.event.Event;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.SessionService;
import io.parley.engine.contract.AgentTopic;
import io.parley.engine.contract.Histories;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What applications see. */
final class AgentMessagesImpl implements AgentMessages {

    private final Pipeline pipeline;
    private final SessionService sessions;
    private final Histories histories;
    private final Executor workers;

    AgentMessagesImpl(Pipeline pipeline, SessionService sessions, Histories histories, Executor workers) {
        this.pipeline = pipeline;
        this.sessions = sessions;
        this.histories = histories;
        this.workers = workers;
    }

    @Override
    public CompletionStage<Receipt> send(AgentMessage message) {
        if (sessions.find(message.to()).isEmpty()) {
            return CompletableFuture.failedStage(new RefusedException(
                    Reason.NOT_FOUND, "There is no agent '" + message.to() + "': no session has that id"));
        }
        Message envelope = Envelope.of(message);
        List<Address> log = List.of(new AgentTopic(message.from(), message.to()).address());
        return pipeline.acceptWithCopies(envelope, log, Origin.IN_PROCESS).thenApplyAsync(receipt -> receipt, workers);
    }

    @Override
    public CompletionStage<Page> log(Optional<String> agent, Optional<Cursor> after, int limit) {
        return limited(
                limit, () -> histories.read(patterns(agent), after, limit).thenApply(read -> page(read, after)));
    }

    @Override
    public CompletionStage<Page> recent(Optional<String> agent, int limit) {
        return limited(
                limit, () -> histories.last(patterns(agent), limit).thenApply(read -> page(read, Optional.empty())));
    }

    private static List<String> patterns(Optional<String> agent) {
        return agent.map(AgentTopic::patterns).orElse(List.of(AgentTopic.ALL));
    }

    private static CompletionStage<Page> limited(int limit, Supplier<CompletionStage<Page>> read) {
        if (limit >= 1 && limit <= MOST) {
            return read.get();
        }
        return CompletableFuture.failedStage(
                new RefusedException(Reason.INVALID, "The limit is from 1 to " + MOST + ", not " + limit));
    }

    private static Page page(Histories.Extract read, Optional<Cursor> after) {
        List<Event> events = read.events();
        List<AgentMessage> messages =
                events.stream().map(Envelope::read).flatMap(Optional::stream).toList();
        Optional<Cursor> next = events.isEmpty()
                ? after
                : Optional.of(events.get(events.size() - 1).cursor());
        return new Page(messages, next, read.more());
    }
}
