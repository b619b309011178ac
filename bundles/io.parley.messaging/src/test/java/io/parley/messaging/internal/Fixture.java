package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.QueueAdmin;
import io.parley.api.message.Receipt;
import io.parley.engine.Batch;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.Quiet;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.messaging.internal.request.Requests;
import io.parley.messaging.internal.routing.Assignments;
import io.parley.messaging.internal.routing.RouteTable;
import io.parley.messaging.internal.sending.DelayResidence;
import io.parley.messaging.internal.sending.Sending;
import io.parley.messaging.internal.sending.SendingSettings;
import io.parley.messaging.internal.streaming.UploadLimits;
import io.parley.messaging.internal.streaming.Uploads;
import io.parley.messaging.internal.transaction.Transactions;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryJournal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Messaging on an engine in memory, which can be restarted on what it has stored. */
final class Fixture implements AutoCloseable {

    final ManualTimers timers = new ManualTimers();
    final QueueDirectory queues;
    MemoryJournal journal = new MemoryJournal();
    final CountingView view = new CountingView();
    private final long memory;
    private final DelayResidence delays;
    private Sending sending;
    private final Workers workers = new Workers(2);
    final Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
    SendingSettings sendingSettings = SendingSettings.DEFAULT;
    InboxLimits limits = InboxLimits.DEFAULT;
    EngineCore engine;
    Pipeline pipeline;
    Assignments assignments;
    RouteTable routes;
    SlowLimits slowLimits = SlowLimits.DEFAULT;
    SlowWatch watch;
    Requests requests;
    UploadLimits uploadLimits = UploadLimits.DEFAULT;
    Uploads uploads;
    Messaging messaging;
    MessageService service;
    QueueAdmin admin;
    Transactions transactions;

    Fixture() {
        this(64 << 20);
    }

    /** @param memory bytes for messages that wait */
    Fixture(long memory) {
        this(memory, Residence.DEFAULT);
    }

    /** @param residence of queues' entries */
    Fixture(long memory, Residence residence) {
        this(memory, residence, DelayResidence.DEFAULT);
    }

    /** @param delays of messages that wait for their time */
    Fixture(long memory, Residence residence, DelayResidence delays) {
        this.memory = memory;
        this.delays = delays;
        this.queues = new QueueDirectory(residence);
        start();
    }

    private void start() {
        EngineSettings settings = new EngineSettings(8, 2, memory, Duration.ofDays(1), 1_000, 2_000);
        engine = new EngineCore(settings, journal, view, plugins, workers, timers, Set.of("messaging"));
        pipeline = new Pipeline(engine::batch, plugins, workers, 1_000);
        begin();
    }

    private void begin() {
        sending = new Sending(engine, pipeline, () -> sendingSettings, delays, queues::checkRoom);
        Transfer transfer = new Transfer(engine, plugins, queues);
        requests = new Requests(engine, pipeline);
        messaging = new Messaging(engine, plugins, queues, transfer, sending, requests, () -> limits);
        pipeline.sends(sending);
        pipeline.acceptor(new QueueAcceptor(queues, requests));
        pipeline.acceptor(new SessionAcceptor(messaging));
        assignments = new Assignments(engine);
        routes = new RouteTable(assignments);
        pipeline.routes(routes);
        engine.join(assignments);
        engine.join(messaging);
        watch = new SlowWatch(engine, messaging.shards(), () -> slowLimits);
        watch.begin();
        uploads = new Uploads(engine, pipeline, () -> uploadLimits);
        service = new MessageServiceImpl(
                engine,
                pipeline,
                plugins,
                messaging,
                queues,
                requests,
                new Together(engine, pipeline, plugins, queues, sending),
                uploads);
        admin = new QueueAdminImpl(engine, pipeline, transfer, messaging, queues);
        transactions = new Transactions(engine, pipeline);
    }

    /** As after a crash: what was not stored is gone. Returns when all of the start is done: a clock that is moved meanwhile would put timers off. */
    void crash() {
        watch.end();
        engine.close();
        queues.clear();
        journal = journal.reopen();
        start();
        settle();
    }

    /** As when its bundle is updated, while the engine goes on. Nothing is committed any more when that other thing happens. */
    void restartMessaging(Runnable meanwhile) {
        watch.end();
        uploads.close();
        engine.leave(assignments);
        meanwhile.run();
        settle();
        sending.end();
        engine.leave(messaging);
        queues.clear();
        begin();
        settle();
    }

    MessagingStatus status() {
        return new MessagingStatus(pipeline, messaging, queues);
    }

    Receipt send(String queue, String text) {
        return send(Message.to(Address.queue(queue)).payload(text).build());
    }

    /** Returns when the queue has it, too: whoever is told that it is stored may be told before. */
    Receipt send(Message message) {
        Receipt receipt = get(service.send(message));
        throughTheShard(message.address().name());
        return receipt;
    }

    Collected consume(String queue) {
        return consume(Address.queue(queue), ConsumeOptions.DEFAULT);
    }

    Collected consume(Address address, ConsumeOptions options) {
        Collected collected = new Collected();
        service.consume(address, options).subscribe(collected);
        return collected;
    }

    void openSession(String id, boolean durable) {
        get(engine.batch()
                .add(new SessionOp.Opened(id, "anonymous", durable ? 60 : 0, 1, durable))
                .commit());
    }

    void append(String session, String text, Guarantee guarantee, boolean durable) {
        Message message = Message.to(Address.topic("t")).payload(text).build();
        Batch batch = engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        get(batch.add(new InboxOp.Append(session, place, guarantee, false, durable))
                .commit());
    }

    /** Keeps the queue's shard busy until the returned latch is counted down. */
    CountDownLatch holdUp(String queue) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        engine.shards().of(queue).execute(() -> {
            busy.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        busy.await();
        return release;
    }

    /** Returns when the queue's shard has done what it was told before. */
    void throughTheShard(String queue) {
        get(CompletableFuture.runAsync(() -> {}, engine.shards().of(queue)));
    }

    /** Returns when nothing is on its way to the journal, and everything that was handed to shards and workers before is done. */
    void settle() {
        Quiet.await(engine, workers);
    }

    /** Returns when everything that was handed to the workers before is done, whatever the journal does. */
    void workersSettle() {
        while (workers.unfinished() > 0) {
            Thread.onSpinWait();
        }
    }

    /** All that is left when nothing is referred to: what lies behind the last checkpoint. */
    void nothingIsKept() {
        settle();
        engine.checkpoint();
        engine.checkpoint();
        assertEquals(0, engine.references());
        assertTrue(journal.end() - journal.begin() < 64 * 1024, "kept: " + (journal.end() - journal.begin()));
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        uploads.close();
        engine.close();
        workers.close();
    }
}
