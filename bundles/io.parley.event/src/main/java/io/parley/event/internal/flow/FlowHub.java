package io.parley.event.internal.flow;

import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.event.internal.match.PatternIndex;
import io.parley.event.internal.topic.History;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Everybody in the process who listens to topics. Safe for all threads. */
public final class FlowHub {

    final Engine engine;
    final History history;
    final Cursors cursors;
    final Plugins plugins;
    final LongAdder dropped = new LongAdder();
    private final PatternIndex<FlowReader> readers = new PatternIndex<>(FlowReader::pattern);

    /** @param plugins of which filters are used */
    public FlowHub(Engine engine, History history, Cursors cursors, Plugins plugins) {
        this.engine = engine;
        this.history = history;
        this.cursors = cursors;
        this.plugins = plugins;
    }

    /** Whether somebody listens to the topic. */
    public boolean listens(String topic) {
        return readers.size() > 0 && !readers.match(topic).isEmpty();
    }

    /** An event entered a history. On the topic's shard. */
    public void appended(String topic, long position) {
        if (readers.size() > 0) {
            List<FlowReader> matching = readers.match(topic);
            for (int i = 0; i < matching.size(); i++) {
                matching.get(i).appended(position);
            }
        }
    }

    /** An event of a topic without history. On the topic's shard. */
    public void live(Shard shard, String topic, MessageRef message) {
        if (readers.size() > 0) {
            Live event = new Live(topic, message);
            for (FlowReader reader : readers.match(topic)) {
                reader.live(event);
            }
        }
        message.release();
    }

    void add(FlowReader reader) {
        readers.add(reader);
    }

    void remove(FlowReader reader) {
        readers.remove(reader);
    }

    /** How many listen. */
    public int size() {
        return readers.size();
    }

    /** How many events were dropped because a reader's buffer was full. */
    public long droppedCount() {
        return dropped.sum();
    }

    /** The service stops: everybody is told. */
    public void close(RuntimeException cause) {
        readers.forEach(reader -> reader.fail(cause));
    }
}
