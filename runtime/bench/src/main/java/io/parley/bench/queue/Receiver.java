package io.parley.bench.queue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.MessageService;
import java.util.concurrent.Flow;

/** A consumer of the load, which counts what it is done with. */
interface Receiver extends Flow.Subscriber<Delivery> {

    void start(MessageService service, Address queue);

    /** Messages that it is done with. Any thread. */
    long done();

    /** From now on it holds what it gets and requests nothing, as one that stopped reading. */
    default void pause() {
        throw new UnsupportedOperationException();
    }

    /** It finishes what it held, and goes on; without effect on one that does not pause. */
    default void resume() {}

    void cancel();
}
