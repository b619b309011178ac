package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Message;
import io.parley.api.message.MessageId;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.message.QueueAdmin;
import io.parley.engine.Batch;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.AtRest;
import io.parley.engine.op.Cause;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.SendingOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.journal.file.internal.FileJournal;
import io.parley.journal.file.internal.JournalOptions;
import io.parley.journal.file.internal.store.DiskStore;
import io.parley.journal.file.internal.store.Store;
import io.parley.messaging.internal.request.Requests;
import io.parley.messaging.internal.sending.DelayResidence;
import io.parley.messaging.internal.sending.Sending;
import io.parley.messaging.internal.sending.SendingSettings;
import io.parley.messaging.internal.streaming.UploadLimits;
import io.parley.messaging.internal.streaming.Uploads;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Messaging on an engine that keeps little of the journal, in memory or on disk; it can die and start again. */
final class StragglerHost implements AutoCloseable {

    static final long COMPACT = 64L << 20;

    private static final JournalOptions SMALL = new JournalOptions(4 << 20, 4 << 20, 64 << 20, 1);

    /** Turns the bytes round: what was not decompressed is seen at once. */
    private static final class Reverse implements Compressor {

        @Override
        public Payload compress(Payload payload) {
            byte[] bytes = payload.toBytes();
            for (int i = 0; i < bytes.length / 2; i++) {
                byte other = bytes[i];
                bytes[i] = bytes[bytes.length - 1 - i];
                bytes[bytes.length - 1 - i] = other;
            }
            return Payload.wrap(ByteBuffer.wrap(bytes));
        }

        @Override
        public Payload decompress(Payload payload, long maxSize) {
            return compress(payload);
        }
    }

    private final Reverse reverse = new Reverse();
    private final Workers workers = new Workers(2);
    final ManualTimers timers = new ManualTimers();
    private final MemoryView view = new MemoryView();
    private final QueueDirectory queues = new QueueDirectory();
    private final Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);

    /** Null for a journal in memory. */
    private final Path folder;

    Journal journal;
    EngineCore engine;
    Messaging messaging;
    Pipeline pipeline;
    MessageService service;
    QueueAdmin admin;

    /** @param folder of the journal; null for one in memory */
    StragglerHost(Path folder) throws JournalException {
        this(folder, folder == null ? new MemoryJournal() : open(folder));
    }

    private StragglerHost(Path folder, Journal journal) {
        this.folder = folder;
        this.journal = journal;
        start();
    }

    /** On a store of the test's own. */
    static StragglerHost on(Store store) throws JournalException {
        return new StragglerHost(null, FileJournal.open(store, SMALL));
    }

    private static FileJournal open(Path folder) throws JournalException {
        return FileJournal.open(new DiskStore(folder), SMALL);
    }

    private void start() {
        EngineSettings settings =
                new EngineSettings(8, 2, 8 << 20, Duration.ofDays(1), 1_000, 2_000, COMPACT, 1L << 40);
        engine = new EngineCore(settings, journal, view, plugins, workers, timers, Set.of("messaging"));
        pipeline = new Pipeline(engine::batch, plugins, workers, 1_000);
        Sending sending =
                new Sending(engine, pipeline, () -> SendingSettings.DEFAULT, DelayResidence.DEFAULT, queues::checkRoom);
        Transfer transfer = new Transfer(engine, plugins, queues);
        Requests requests = new Requests(engine, pipeline);
        messaging = new Messaging(engine, plugins, queues, transfer, sending, requests, () -> InboxLimits.DEFAULT);
        pipeline.acceptor(new QueueAcceptor(queues, requests));
        engine.join(messaging);
        service = new MessageServiceImpl(
                engine,
                pipeline,
                plugins,
                messaging,
                queues,
                requests,
                new Together(engine, pipeline, plugins, queues, sending),
                new Uploads(engine, pipeline, () -> UploadLimits.DEFAULT));
        admin = new QueueAdminImpl(engine, pipeline, transfer, messaging, queues);
    }

    /** What the view was not told is found on the journal again. */
    void crash() throws JournalException {
        engine.close();
        queues.clear();
        if (journal instanceof MemoryJournal memory) {
            journal = memory.reopen();
        } else {
            ((FileJournal) journal).close();
            journal = open(folder);
        }
        start();
    }

    /** With what is on that store now. */
    void crash(Store store) throws JournalException {
        engine.close();
        queues.clear();
        ((FileJournal) journal).close();
        journal = FileJournal.open(store, SMALL);
        start();
    }

    void compressorComes() {
        plugins.compressors().add(List.of("reverse"), 0, 1, false, reverse);
    }

    void commit(Op op) {
        Fixture.get(engine.batch().add(op).commit());
    }

    void toQueue(String queue, Payload payload) {
        Message message = Message.to(Address.queue(queue)).payload(payload).build();
        Batch batch = engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        Fixture.get(batch.add(new QueueOp.Append(queue, place, true)).commit());
    }

    void compressedToQueue(String queue, String text) {
        Message message = Message.to(Address.queue(queue)).payload(text).build();
        Message encoded =
                message.with().payload(reverse.compress(message.payload())).build();
        AtRest how = new AtRest("reverse", 1, message.payload().size());
        Batch batch = engine.batch();
        int place = batch.add(message, new StoredMessage(encoded, Optional.of(how)));
        Fixture.get(batch.add(new QueueOp.Append(queue, place, true)).commit());
    }

    /** A message that waits for its time, an hour away. */
    void toQueueLater(String queue, String text) {
        Message message = Message.to(Address.queue(queue)).payload(text).build();
        String name = message.address() + "\0" + message.id() + "\0" + MessageId.next();
        Batch batch = engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        long at = timers.now() + Duration.ofHours(1).toMillis();
        Fixture.get(batch.add(new SendingOp.Delayed(name, place, "", "", Guarantee.AT_LEAST_ONCE, false, at, true))
                .commit());
    }

    void toInboxes(String text, String... sessions) {
        Message message = Message.to(Address.topic("t")).payload(text).build();
        Batch batch = engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        for (String session : sessions) {
            batch.add(new InboxOp.Append(session, place, Guarantee.AT_LEAST_ONCE, false, true));
        }
        Fixture.get(batch.commit());
    }

    void acknowledged(String queue, long sequence) {
        commit(new QueueOp.Remove(queue, sequence, Cause.ACKNOWLEDGED, true));
    }

    Collected consume(Address address) {
        Collected collected = new Collected();
        service.consume(address, ConsumeOptions.DEFAULT).subscribe(collected);
        return collected;
    }

    long kept() {
        return journal.end() - journal.begin();
    }

    @Override
    public void close() throws Exception {
        engine.close();
        workers.close();
        ((AutoCloseable) journal).close();
    }
}
