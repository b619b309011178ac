package io.parley.engine.pipeline;

import java.util.List;
import java.util.concurrent.Executor;

/** Where the stages of senders complete. Safe for all threads. */
public interface Completions extends Executor {

    /** As {@link #execute} of each, in order; what is done once for all of them costs less. */
    void executeAll(List<? extends Runnable> completions);
}
