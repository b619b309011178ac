package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.codec.Auth;
import io.parley.protocol.mqtt.internal.codec.Farewell;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;

/** How a conversation ends its connection, and what concerns that as a whole. For the lane. */
interface Lifeline {

    /** Whether packets may still be sent. */
    boolean alive();

    /** Something guaranteed was to be sent while {@link #alive} was false. */
    void late();

    /** The client took its leave. */
    void farewell(Farewell packet) throws MalformedPacketException;

    /** The client goes on with an authentication, or begins anew. */
    void auth(Auth packet) throws MalformedPacketException;

    /** The session ended, or is another client's. */
    void sessionEnded(Holder.End end);

    /** A packet could not be carried out, and there is no answer that says so. */
    void refused(Answer answer, Refusal told, RefusedException why);

    /** The client is not to go on. */
    void dismiss(ReasonCode code, String why);

    /** Parley made a mistake. */
    void fault(RuntimeException mistake);

    /** No packet waits for its answer any more. */
    void answered();
}
