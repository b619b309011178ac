package io.parley.task.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.TaskService;
import io.parley.engine.Batch;
import io.parley.engine.EngineCore;
import io.parley.engine.FakeTimers;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.StoredMessage;
import io.parley.session.internal.SessionHost;
import io.parley.spi.protocol.Guarantee;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tasks and the directory, on the real session service, whose journal and view outlive it. Inboxes just take messages. */
final class Host implements AutoCloseable {

    final FakeTimers timers;
    final EngineCore engine;
    final SessionService sessions;
    final SessionFigures figures;
    final TaskCore core;
    volatile boolean refusing;
    private final SessionHost base;

    Host() {
        this(new SessionHost());
    }

    private Host(SessionHost base) {
        this.base = base;
        timers = base.timers;
        engine = base.engine;
        sessions = base.sessions;
        figures = base.figures;
        core = new TaskCore(sessions, figures, inboxes(), timers, base.workers, Settings.DEFAULT);
    }

    private MessageService inboxes() {
        return (MessageService) Proxy.newProxyInstance(
                Host.class.getClassLoader(),
                new Class<?>[] {MessageService.class},
                (proxy, method, given) -> refusing
                        ? CompletableFuture.failedStage(new RefusedException(Reason.LIMIT, "the inbox is full"))
                        : deliver((Message) given[0], true));
    }

    private CompletionStage<?> deliver(Message message, boolean durable) {
        Batch batch = engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        batch.add(new InboxOp.Append(message.address().name(), place, Guarantee.AT_LEAST_ONCE, false, durable));
        return batch.commit();
    }

    /** A message comes, and what it says has been taken up. */
    void message(Message message) {
        get(deliver(message, true));
        settle();
    }

    /** So many messages come. */
    void messages(String session, int count) {
        for (int i = 0; i < count; i++) {
            Message message = Message.to(Address.session(session))
                    .timeMillis(timers.now())
                    .payload("text " + i)
                    .build();
            get(deliver(message, true));
        }
        settle();
    }

    /** Dies, and starts again on what is stored. */
    Host restart() {
        core.close();
        Host next = new Host(base.restart());
        next.settle();
        return next;
    }

    TaskService tasks() {
        return core.tasks();
    }

    SessionDirectory directory() {
        return core.directory();
    }

    Instant now() {
        return Instant.ofEpochMilli(timers.now());
    }

    /** Time passes, and what it brings has happened. */
    void pass(Duration time) {
        settle();
        timers.advance(time);
        settle();
    }

    /** Somebody is connected to it from now on. */
    Opened open(String id, boolean clean) {
        return get(sessions.open(new OpenRequest(id, Session.ANONYMOUS, clean, Duration.ofDays(30), end -> {})));
    }

    static NewSession wish(String id, String title) {
        return new NewSession(
                Optional.of(id),
                Session.ANONYMOUS,
                new Details(title, "about " + title, "anna"),
                Duration.ofDays(365),
                Optional.empty());
    }

    /** Made, and nobody is connected to it. */
    void create(String id) {
        get(directory().create(wish(id, "title of " + id)));
    }

    void settle() {
        base.settle();
    }

    static <T> T get(CompletionStage<T> stage) {
        return SessionHost.get(stage);
    }

    @Override
    public void close() {
        core.close();
        base.close();
    }
}
