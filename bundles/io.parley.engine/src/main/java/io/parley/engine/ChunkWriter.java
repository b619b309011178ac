package io.parley.engine;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.op.StreamedPayload;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Writes a payload to the journal in chunks. A chunk is a record without ops: the state knows nothing of it until a message with the {@link #payload} is
 * committed, which makes all of them durable, too, since it comes behind them. What no message has is given back with the part of the
 * journal that it lies on. Calls follow one another; stages complete on threads of the journal, which must not be held up.
 */
public final class ChunkWriter implements AutoCloseable {

    private final Journal journal;
    private final Address address;
    private final StreamedPayload.Chunks chunks;
    private final LongConsumer committed;
    private final Retention.Hold hold;
    private long[] positions = new long[16]; // guarded by this
    private int count; // guarded by this
    private long size; // guarded by this
    private boolean begun;

    ChunkWriter(
            Journal journal,
            Retention retention,
            Address address,
            StreamedPayload.Chunks chunks,
            LongConsumer committed) {
        this.journal = journal;
        this.address = address;
        this.chunks = chunks;
        this.committed = committed;
        this.hold = retention.fromNow();
    }

    /**
     * Hands over the next chunk.
     *
     * @param content at most {@link StreamedPayload#CHUNK} bytes, whose content does not change any more
     * @return fails with a {@link JournalException} when it is not written
     */
    public CompletionStage<Void> write(ByteBuffer content) {
        Message chunk = Message.to(address).payload(Payload.wrap(content)).build();
        int bytes = content.remaining();
        begun = true;
        Record record = new Record(new BatchRecord(List.of(StoredMessage.plain(chunk)), List.of()), bytes);
        journal.append(record);
        return record.written;
    }

    /** All chunks; each must have been written. */
    public synchronized StreamedPayload payload() {
        return new StreamedPayload(Arrays.copyOf(positions, count), size, chunks);
    }

    /** The chunks are a committed message's now, or nobody's. */
    @Override
    public void close() {
        hold.end();
        if (!begun) {
            return;
        }
        // One record more, so that a checkpoint is due, by which they are given back if they are nobody's.
        journal.append(new Record(new BatchRecord(List.of(), List.of()), 0));
    }

    private synchronized void written(long position, int bytes) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
        }
        positions[count++] = position;
        size += bytes;
    }

    private final class Record implements Append {

        private final int bytes;
        private final CompletableFuture<Void> written = new CompletableFuture<>();
        private BatchRecord record;

        /** @param bytes of the chunk; 0 where it is none */
        Record(BatchRecord record, int bytes) {
            this.record = record;
            this.bytes = bytes;
        }

        @Override
        public List<ByteBuffer> data() {
            List<ByteBuffer> data = record.encode();
            record = null;
            return data;
        }

        @Override
        public Durability durability() {
            return Durability.OS;
        }

        @Override
        public void committed(long position) {
            if (bytes > 0) {
                ChunkWriter.this.written(position, bytes);
            }
            committed.accept(position);
            written.complete(null);
        }

        @Override
        public void failed(JournalException cause) {
            written.completeExceptionally(cause);
        }
    }
}
