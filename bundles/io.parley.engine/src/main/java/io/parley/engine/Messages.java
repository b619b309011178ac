package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.AtRest;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.plugin.MissingPluginException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Messages in memory and on the journal. Safe for all threads. */
public final class Messages {

    private final Journal journal;
    private final Workers workers;
    private final PluginRegistry<Compressor> compressors;
    private final long memory;
    private final MessageCache cache;
    private volatile Residence residence;

    Messages(Journal journal, Workers workers, PluginRegistry<Compressor> compressors, long memory) {
        this.journal = journal;
        this.workers = workers;
        this.compressors = compressors;
        this.memory = memory;
        this.cache = new MessageCache(journal);
        this.residence = new Residence(memory);
    }

    MessageCache cache() {
        return cache;
    }

    /** Counts anew: whoever leaves does not release what it held. */
    void forget() {
        residence = new Residence(memory);
    }

    /** Holds the messages of one record, or of none. For one thread. */
    final class Holding {

        private final Residence at = residence;
        private final Residence.Entering entering = at.new Entering();

        /** What nobody holds is never released, so it takes no room. */
        MessageRef hold(long position, int index, Message message, int holders) {
            return holders == 0 || message.payload().streamed()
                    ? MessageRef.of(position, index, StoredMessage.plain(message))
                    : new MessageRef(position, index, message, holders, at, entering);
        }

        /** All are held. */
        void end() {
            entering.end();
        }
    }

    /** A message that is in memory alone, for one holder; not for one whose payload is streamed. */
    public MessageRef inMemory(Message message) {
        Holding holding = new Holding();
        MessageRef ref = holding.hold(MessageRef.NOWHERE, 0, message, 1);
        holding.end();
        return ref;
    }

    /** Bytes that waiting messages take in memory, roughly. */
    public long residentBytes() {
        return residence.bytes();
    }

    /**
     * The message, from memory or from the journal, decoded. While its compressor is absent the stage waits.
     *
     * @return completes on any thread; fails with a {@link RefusedException} when the message cannot be read
     */
    public CompletionStage<Message> load(MessageRef ref) {
        Message message = ref.message();
        if (message == null) {
            message = cache.get(ref);
        }
        if (message != null) {
            return CompletableFuture.completedStage(message);
        }
        return CompletableFuture.supplyAsync(() -> read(ref), workers)
                .thenCompose(this::decode)
                .thenApply(read -> cache.put(ref, read));
    }

    /**
     * As {@link #load}, but while the compressor is absent the stage fails, with a {@link MissingPluginException} that says so:
     * for lanes that show what they wait for.
     */
    public CompletionStage<Message> loadIfPresent(MessageRef ref) {
        Message message = ref.message();
        if (message == null) {
            message = cache.get(ref);
        }
        if (message != null) {
            return CompletableFuture.completedStage(message);
        }
        return CompletableFuture.supplyAsync(() -> read(ref), workers)
                .thenCompose(this::decodeIfPresent)
                .thenApply(read -> cache.put(ref, read));
    }

    /**
     * As {@link #loadIfPresent}, of many that mostly lie one behind the other on the journal.
     *
     * @param again whether somebody else may soon ask for the same messages: only then it is worth remembering them
     * @return a stage for each, in their order, once the journal was read; completes on any thread
     */
    public CompletionStage<List<CompletableFuture<Message>>> loadAll(List<MessageRef> refs, boolean again) {
        return CompletableFuture.supplyAsync(() -> new Portion(this, refs, again).read(journal), workers);
    }

    CompletionStage<Message> decodeIfPresent(StoredMessage stored) {
        if (stored.atRest().isPresent() && !stored.streamed()) {
            String compressor = stored.atRest().get().compressor();
            if (!compressors.present(compressor)) {
                return CompletableFuture.failedStage(new MissingPluginException(compressors.kind(), compressor));
            }
        }
        return decode(stored);
    }

    /** The message as it was before it was encoded for storage. */
    public CompletionStage<Message> decode(StoredMessage stored) {
        if (stored.atRest().isEmpty()) {
            return CompletableFuture.completedStage(stored.message());
        }
        if (stored.streamed()) {
            return CompletableFuture.completedStage(
                    stored.message().with().payload(stored.chunks(this::chunk)).build());
        }
        AtRest atRest = stored.atRest().get();
        Payload encoded = stored.message().payload();
        return compressors
                .call(atRest.compressor(), compressor -> compressor.decompress(encoded, atRest.size()))
                .thenApply(payload -> stored.message().with().payload(payload).build());
    }

    /** Reads a chunk of a streamed payload. May block. */
    ByteBuffer chunk(long position) {
        try {
            StoredMessage chunk = BatchRecord.decodeMessage(journal.read(position), 0);
            return chunk.message().payload().buffers().get(0);
        } catch (JournalException | IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    private StoredMessage read(MessageRef ref) {
        try {
            return BatchRecord.decodeMessage(journal.read(ref.position()), ref.index());
        } catch (JournalException | IllegalArgumentException e) {
            throw new RefusedException(RefusedException.Reason.UNAVAILABLE, e.getMessage(), e);
        }
    }
}
