package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.RecordSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Messages that are read from the journal together. Each record is read once, however many of them are in it. For one thread. */
final class Portion implements RecordSink {

    private final Messages messages;
    private final List<MessageRef> refs;
    private final boolean again;
    private final List<CompletableFuture<Message>> loaded = new ArrayList<>();

    /** Those that memory has not, by their places among all; runs of them are in one record. */
    private final int[] missing;

    /** Where in them the messages of each record begin. */
    private final int[] begins;

    private int records;

    /** @param again whether the messages are remembered for others */
    Portion(Messages messages, List<MessageRef> refs, boolean again) {
        this.messages = messages;
        this.refs = refs;
        this.again = again;
        this.missing = new int[refs.size()];
        this.begins = new int[refs.size() + 1];
    }

    List<CompletableFuture<Message>> read(Journal journal) {
        int count = 0;
        for (int i = 0; i < refs.size(); i++) {
            MessageRef ref = refs.get(i);
            Message there = ref.message() == null && again ? messages.cache().get(ref) : ref.message();
            loaded.add(there == null ? null : CompletableFuture.completedFuture(there));
            if (there == null) {
                missing[count++] = i;
            }
        }
        inOrderOfTheJournal(count);
        for (int i = 0; i < count; i++) {
            if (i == 0 || !follows(missing[i - 1], missing[i])) {
                begins[records++] = i;
            }
        }
        begins[records] = count;
        long[] positions = new long[records];
        for (int i = 0; i < records; i++) {
            positions[i] = refs.get(missing[begins[i]]).position();
        }
        journal.read(positions, this);
        return loaded;
    }

    /** Whether it is in the same record, behind that one. */
    private boolean follows(int place, int next) {
        MessageRef before = refs.get(place);
        MessageRef ref = refs.get(next);
        return before.position() == ref.position() && before.index() < ref.index();
    }

    /** Those of one file are read one after the other, and those of one record together. Mostly they are in that order. */
    private void inOrderOfTheJournal(int count) {
        int sorted = 1;
        while (sorted < count && compare(missing[sorted - 1], missing[sorted]) <= 0) {
            sorted++;
        }
        if (sorted >= count) {
            return;
        }
        Integer[] places = new Integer[count];
        Arrays.setAll(places, i -> missing[i]);
        Arrays.sort(places, this::compare);
        for (int i = 0; i < count; i++) {
            missing[i] = places[i];
        }
    }

    private int compare(int place, int other) {
        MessageRef one = refs.get(place);
        MessageRef two = refs.get(other);
        return one.position() == two.position()
                ? Integer.compare(one.index(), two.index())
                : Long.compare(one.position(), two.position());
    }

    @Override
    public void record(int index, ByteBuffer data) {
        int begin = begins[index];
        if (begins[index + 1] - begin == 1) {
            // As it is with what was sent one by one.
            alone(missing[begin], data);
            return;
        }
        int[] indexes = new int[begins[index + 1] - begin];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = refs.get(missing[begin + i]).index();
        }
        try {
            List<StoredMessage> stored = BatchRecord.decodeMessages(data.duplicate(), indexes);
            for (int i = 0; i < indexes.length; i++) {
                int place = missing[begin + i];
                loaded.set(place, message(refs.get(place), stored.get(i)));
            }
        } catch (IllegalArgumentException e) {
            for (int i = 0; i < indexes.length; i++) {
                alone(missing[begin + i], data.duplicate());
            }
        }
    }

    /** One of a record by itself: what is wrong with another one is no concern of it. */
    private void alone(int place, ByteBuffer data) {
        MessageRef ref = refs.get(place);
        try {
            loaded.set(place, message(ref, BatchRecord.decodeMessage(data, ref.index())));
        } catch (IllegalArgumentException e) {
            loaded.set(place, failed(e));
        }
    }

    private CompletableFuture<Message> message(MessageRef ref, StoredMessage stored) {
        CompletableFuture<Message> decoded = stored.atRest().isEmpty()
                ? CompletableFuture.completedFuture(stored.message())
                : messages.decodeIfPresent(stored).toCompletableFuture();
        return again ? decoded.thenApply(message -> messages.cache().put(ref, message)) : decoded;
    }

    @Override
    public void unreadable(int index, JournalException why) {
        for (int i = begins[index]; i < begins[index + 1]; i++) {
            loaded.set(missing[i], failed(why));
        }
    }

    private static CompletableFuture<Message> failed(Exception why) {
        return CompletableFuture.failedFuture(
                new RefusedException(RefusedException.Reason.UNAVAILABLE, why.getMessage(), why));
    }
}
