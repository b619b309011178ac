package io.parley.messaging.internal.sending;

import io.parley.engine.MessageRef;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.SendingOp;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The messages of one shard that wait for their time, in the view: in the order of their times, where to find each by its name, and how many
 * there are. Safe for all threads.
 */
final class DelayTable {

    private static final String DUE = "sending.due";
    private static final String NAMES = "sending.names";
    private static final String COUNTS = "sending.counts";
    private static final int HEAD = Short.BYTES + Long.BYTES;

    private final int shard;

    DelayTable(int shard) {
        this.shard = shard;
    }

    private byte[] dueKey(Due due, String rest) {
        byte[] tail = (due.order() + rest).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD + tail.length)
                .putShort((short) shard)
                .putLong(due.at())
                .put(tail)
                .array();
    }

    private byte[] dueKey(String name, long at) {
        String order = DelayedEntry.order(name);
        return dueKey(new Due(at, order), name.substring(0, name.length() - order.length()));
    }

    private static byte[] nameKey(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] shardKey(int of) {
        return ByteBuffer.allocate(Short.BYTES).putShort((short) of).array();
    }

    /** One waits there; {@link #putName} is to follow. */
    void putDue(ViewChanges into, SendingOp.Delayed op, MessageRef ref) {
        RecordWriter row = new RecordWriter(64).number(ref.position()).number(ref.index());
        into.put(DUE, dueKey(op.name(), op.at()), op.writeFields(row).toArray());
    }

    void putName(ViewChanges into, String name, long at) {
        into.put(NAMES, nameKey(name), new RecordWriter(16).number(at).toArray());
    }

    /** One waits no longer; {@link #deleteName} is to follow. */
    void deleteDue(ViewChanges into, String name, long at) {
        into.delete(DUE, dueKey(name, at));
    }

    void deleteName(ViewChanges into, String name) {
        into.delete(NAMES, nameKey(name));
    }

    void count(ViewChanges into, int count) {
        into.put(COUNTS, shardKey(shard), new RecordWriter(8).number(count).toArray());
    }

    int count(View view) throws JournalException {
        byte[] row = view.get(COUNTS, shardKey(shard));
        return row == null ? 0 : new RecordReader(row).integer();
    }

    /** Null when there is none of that name. */
    DelayedEntry get(View view, String name) throws JournalException {
        byte[] at = view.get(NAMES, nameKey(name));
        if (at == null) {
            return null;
        }
        byte[] key = dueKey(name, new RecordReader(at).number());
        byte[] row = view.get(DUE, key);
        return row == null ? null : entry(key, row);
    }

    /** All whose names begin like that. */
    List<DelayedEntry> find(View view, String prefix) throws JournalException {
        List<String> names = new ArrayList<>();
        view.scan(NAMES, nameKey(prefix), null, (key, at) -> {
            String name = new String(key, StandardCharsets.UTF_8);
            return name.startsWith(prefix) && names.add(name);
        });
        List<DelayedEntry> found = new ArrayList<>();
        for (String name : names) {
            found.add(get(view, name));
        }
        return found;
    }

    /** The first from that one on, in order. */
    List<DelayedEntry> page(View view, Due from, int most) throws JournalException {
        List<DelayedEntry> page = new ArrayList<>();
        view.scan(DUE, dueKey(from, ""), shardKey(shard + 1), (key, row) -> {
            page.add(entry(key, row));
            return page.size() < most;
        });
        return page;
    }

    /** Visits all, in order, as long as that returns true. */
    void each(View view, Predicate<DelayedEntry> visitor) throws JournalException {
        view.scan(DUE, shardKey(shard), shardKey(shard + 1), (key, row) -> visitor.test(entry(key, row)));
    }

    private static DelayedEntry entry(byte[] key, byte[] row) {
        String order = new String(key, HEAD, DelayedEntry.ORDER, StandardCharsets.UTF_8);
        String rest = new String(
                key, HEAD + DelayedEntry.ORDER, key.length - HEAD - DelayedEntry.ORDER, StandardCharsets.UTF_8);
        RecordReader in = new RecordReader(row);
        MessageRef ref = new MessageRef(in.number(), in.integer());
        return new DelayedEntry(SendingOp.Delayed.readFields(rest + order, 0, in), ref);
    }
}
