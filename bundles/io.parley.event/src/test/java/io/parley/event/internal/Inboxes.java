package io.parley.event.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what enters sessions' inboxes. */
final class Inboxes implements Participant {

    record Entry(String session, String text, String address, Guarantee guarantee, boolean retained, boolean durable) {}

    /** Identifiers of subscriptions, as they came. */
    final List<List<Integer>> identifiers = new CopyOnWriteArrayList<>();

    /** What happened to queues of groups. */
    final List<String> shared = new CopyOnWriteArrayList<>();

    /** Where the messages of entries lie on the journal. */
    final Set<Long> positions = ConcurrentHashMap.newKeySet();

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    List<Entry> take() {
        List<Entry> taken = new ArrayList<>(entries);
        entries.removeAll(taken);
        return taken;
    }

    int size() {
        return entries.size();
    }

    @Override
    public String name() {
        return "inboxes";
    }

    @Override
    public void load(View view) {}

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        if (op instanceof QueueOp.Share share) {
            shared.add("share " + share.queue() + " "
                    + new String(message.message().payload().toBytes()) + " " + share.guarantee()
                    + (share.retained() ? " retained" : "") + (share.durable() ? " durable" : ""));
            message.release();
        } else if (op instanceof QueueOp.Opened opened) {
            shared.add("opened " + opened.queue() + (opened.durable() ? " durable" : ""));
        } else if (op instanceof QueueOp.Ended ended) {
            shared.add("ended " + ended.queue() + (ended.durable() ? " durable" : ""));
        } else if (op instanceof InboxOp.Append append) {
            identifiers.add(append.subscriptions());
            positions.add(message.position());
            entries.add(new Entry(
                    append.session(),
                    new String(message.message().payload().toBytes()),
                    message.message().address().name(),
                    append.guarantee(),
                    append.retained(),
                    append.durable()));
            message.release();
        }
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {}
}
