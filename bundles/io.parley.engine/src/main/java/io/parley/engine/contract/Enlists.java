package io.parley.engine.contract;

import io.parley.engine.Batch;

/** A delivery that can be acknowledged together with other changes. */
public interface Enlists {

    /** Adds to the batch that the delivery is done with, on condition that it is still its consumer's. */
    void acknowledgeIn(Batch batch);
}
