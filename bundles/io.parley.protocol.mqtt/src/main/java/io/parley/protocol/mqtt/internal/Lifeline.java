package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;

/** How a conversation ends its connection. For the lane. */
interface Lifeline {

    /** Whether packets may still be sent. */
    boolean alive();

    /** Something guaranteed was to be sent while {@link #alive} was false. */
    void late();

    /** The client took its leave. */
    void farewell();

    /** The session ended, or is another client's. */
    void sessionEnded(Holder.End end);

    /** A packet could not be carried out, and there is no answer that says so. */
    void refused(Answer answer, RefusedException why);

    /** Parley made a mistake. */
    void fault(RuntimeException mistake);

    /** No packet waits for its answer any more. */
    void answered();
}
