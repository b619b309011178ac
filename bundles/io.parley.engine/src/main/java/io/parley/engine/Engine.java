package io.parley.engine;

import io.parley.api.message.Address;
import io.parley.engine.lane.Workers;
import io.parley.engine.shard.Shards;
import io.parley.engine.timer.Timers;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/** What Parley's services are built on. An OSGi service; safe for all threads. */
@ProviderType
public interface Engine {

    Shards shards();

    Timers timers();

    /** Threads for everything that may block or is not Parley's own code. */
    Workers workers();

    /** Reads messages that are not in memory. */
    Messages messages();

    /** Begins a batch. */
    Batch batch();

    /** Begins a payload that is too large for memory, for a message to that address. It has to be closed. */
    ChunkWriter chunkWriter(Address address);

    /** Counts what the state of that shard refers to on the journal. For the shard's own thread. */
    References references(int shard);

    /**
     * The same text. While what is stored is taken up, it is one instance for all who ask: a session's id, which each participant
     * keeps, is then in memory once, as it is when it has come with an op.
     */
    String name(String text);

    /**
     * A participant has taken up very many names that others have, too, and keeps them in a table of its own: they are found there, and need not be kept
     * a second time.
     *
     * @param by gives its instance of a name; null for a name that it does not have. Asked by any thread
     */
    void namesKnown(UnaryOperator<String> by);

    /**
     * Takes the participant in: it is given the view's content and every record behind it. Blocks until that is done, or, while
     * others are still missing, just for the view's content. Work begins when all are there.
     *
     * @throws IllegalStateException with words, when the stored state cannot be read
     */
    void join(Participant participant);

    /** Lets the participant go; what it holds is written to the view first. New batches wait until it is back, up to a limit. */
    void leave(Participant participant);

    /**
     * Writes everything that is committed by now into a folder, from which it can be restored elsewhere, while work goes on.
     *
     * @param folder that does not exist, or is empty
     * @return completes with the backup's position on the journal, on a thread that must not be held up; fails in words
     */
    CompletionStage<Long> backup(Path folder);
}
