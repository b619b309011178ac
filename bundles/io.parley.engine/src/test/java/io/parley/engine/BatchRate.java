package io.parley.engine;

import com.sun.management.OperatingSystemMXBean;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.engine.timer.SystemTimers;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** How many durable batches of one op and one 256-byte message a second; on the memory journal, and on one that costs nothing. */
public final class BatchRate {

    private static final int BATCHES = 1_000_000;
    private static final int WINDOW = 10_000;

    private static final Payload PAYLOAD = Payload.copyOf(new byte[256]);
    private static final String[] QUEUES = new String[16];
    private static final Address[] ADDRESSES = new Address[16];

    static {
        for (int i = 0; i < QUEUES.length; i++) {
            QUEUES[i] = "orders-" + i;
            ADDRESSES[i] = Address.queue(QUEUES[i]);
        }
    }

    private BatchRate() {}

    public static void main(String[] args) throws Exception {
        for (int round = 0; round < 4; round++) {
            try (MemoryJournal journal = new MemoryJournal()) {
                measure("memory journal", journal);
            }
            measure("no journal", nothing());
        }
    }

    private static void measure(String what, Journal journal) throws Exception {
        try (SystemTimers timers = new SystemTimers();
                Workers workers = new Workers(2)) {
            Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
            EngineCore engine = new EngineCore(
                    EngineSettings.DEFAULT, journal, new MemoryView(), plugins, workers, timers, Set.of("sink"));
            engine.join(new Sink());
            Semaphore window = new Semaphore(WINDOW);
            long begun = System.nanoTime();
            long cpuBegun = cpu();
            for (int i = 0; i < BATCHES; i++) {
                window.acquireUninterruptibly();
                String queue = QUEUES[i % QUEUES.length];
                Message message = Message.to(ADDRESSES[i % QUEUES.length])
                        .payload(PAYLOAD)
                        .build();
                Batch batch = engine.batch();
                batch.add(new QueueOp.Append(queue, batch.add(message, StoredMessage.plain(message)), true));
                batch.commit().whenComplete((done, failure) -> window.release());
            }
            window.acquireUninterruptibly(WINDOW);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cpuMicros = (cpu() - cpuBegun) / 1e3 / BATCHES;
            System.out.printf("%s: %,.0f batches/s, %.2f CPU-µs a batch%n", what, BATCHES / seconds, cpuMicros);
            engine.close();
        }
    }

    /** Nanoseconds that this process has had so far; on a machine that others use, too, it tells more than the clock. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static final class Sink implements Participant {
        @Override
        public String name() {
            return "sink";
        }

        @Override
        public void load(View view) {}

        @Override
        public void apply(Shard shard, Op op, MessageRef message) {
            message.release();
        }

        @Override
        public void collect(Shard shard, ViewChanges changes) {}
    }

    /** Encodes, and commits at once. */
    private static Journal nothing() throws JournalException {
        MemoryJournal empty = new MemoryJournal();
        AtomicLong end = new AtomicLong();
        return (Journal) Proxy.newProxyInstance(
                BatchRate.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, args) -> {
                    if (!method.getName().equals("append")) {
                        return method.invoke(empty, args);
                    }
                    Append append = (Append) args[0];
                    long size = 0;
                    for (ByteBuffer part : append.data()) {
                        size += part.remaining();
                    }
                    append.committed(end.getAndAdd(size));
                    return null;
                });
    }
}
