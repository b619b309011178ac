package io.parley.engine.pipeline;

import java.util.List;
import java.util.concurrent.Executor;

/** Where the stages of senders complete. Safe for all threads. */
@FunctionalInterface
public interface Completions extends Executor {

    /**
     * As {@link #execute} of each, in order; one for which that is cheaper does for all at once what has to be done.
     *
     * @param completions are not changed any more
     */
    default void executeAll(List<? extends Runnable> completions) {
        completions.forEach(this::execute);
    }
}
