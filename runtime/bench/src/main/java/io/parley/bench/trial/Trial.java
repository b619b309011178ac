package io.parley.bench.trial;

import io.parley.api.message.MessageService;
import io.parley.bench.queue.Output;

/** Rounds of one kind of load. */
interface Trial {

    /** Runs all rounds; fails when a message was lost, doubled, reordered or refused. */
    void run(MessageService service, Output output) throws Exception;
}
