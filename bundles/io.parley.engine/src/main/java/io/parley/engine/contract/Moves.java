package io.parley.engine.contract;

import io.parley.api.session.Session;
import io.parley.engine.Batch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How sessions leave, and come from elsewhere. An OSGi service of the session bundle; safe for all threads. Stages complete on any thread, and fail
 * with a {@link io.parley.api.message.RefusedException}, with nothing changed.
 */
@ProviderType
public interface Moves {

    /**
     * Who a session is, wherever it is.
     *
     * @param created when it was first opened, in milliseconds since 1970
     */
    record Identity(String id, String principal, long created, Optional<Parent> parent) {}

    /**
     * The session that another one belongs to, and when that was made.
     *
     * @param along whether it goes the same way at the same time
     */
    record Parent(String id, long created, boolean along) {}

    /** A session that is being taken to a peer. */
    record Leaving(String session, String move, String peer) {}

    /**
     * A session that has gone to a peer.
     *
     * @param reference the peer as clients know it
     * @param below messages of its inbox with a lower sequence went along; the others follow
     * @param until when that is forgotten, in milliseconds since 1970
     */
    record Gone(String session, String move, String peer, String reference, long below, long until) {}

    /**
     * A session that came from elsewhere.
     *
     * @param below the lowest sequence of its old inbox that has not followed yet
     * @param ends the move by which it had gone before, and from which it came back by this one; empty for none
     */
    record Came(String move, long below, String ends) {}

    /**
     * Keeps a durable session to which nobody is connected as it is while something is done with it. Whoever wants to open, close or change it
     * waits meanwhile, up to the usual limit, and so does its will.
     *
     * @param work begun on the session's shard; the session is released when its stage has completed
     * @return as the work's; fails with NOT_FOUND, INVALID for one that is not durable, CONFLICT while somebody is connected
     */
    <T> CompletionStage<T> keepStill(String session, Function<Identity, CompletionStage<T>> work);

    /**
     * Sessions come from elsewhere, as the batch says: all or none of them.
     *
     * @param sessions one with those that belong to it, each behind its parent
     * @param back the moves by which sessions had gone that come back, by their id; the batch has it that these are forgotten
     * @return the first one; completes, on a worker, when all are there; fails with CONFLICT when there is one of such an id, or was until lately
     */
    CompletionStage<Session> arrive(List<Identity> sessions, Map<String, String> back, Batch batch);

    /**
     * A durable session is to be taken to a peer, with all that belong to it: that is stored, and whoever is connected to them is sent away. From then on,
     * also after a restart, each is kept still, until it is decided that it {@link #stay stays} or {@link #go goes}, and no child comes to any of them.
     *
     * @return the session and all below it, each behind its parent. Waits while it is on its way already; fails with NOT_FOUND, INVALID when one of them is
     *     not durable or the session has a parent itself, LIMIT when they are too many, CONFLICT while a will of one of them is just being published
     */
    CompletionStage<List<Identity>> leave(Leaving leaving);

    /** It was not taken by the peer: it is here, as before. Completes when that is durable; one that is not leaving by that move is no error. */
    CompletionStage<Void> stay(Leaving leaving);

    /**
     * It is the peer's now. Completes when that is durable; one that is not leaving by that move is no error.
     *
     * @param ended the move by which it had come from there, about which nobody asks any more; empty for none
     */
    CompletionStage<Void> go(Gone gone, String ended);

    /** It is forgotten that a session was here, with what is left in its inbox. Completes when that is durable. */
    CompletionStage<Void> forget(Gone gone);

    /** Sessions that are being taken elsewhere, once what is stored is there. */
    CompletionStage<List<Leaving>> leaving();

    /** Sessions that have gone, once what is stored is there. */
    CompletionStage<List<Gone>> gone();

    /** That a session has gone, while that is not forgotten. Any thread. */
    Optional<Gone> gone(String session);

    /** Whether a session is being taken elsewhere. On its shard. */
    boolean isLeaving(String session);

    /** What is known of a move by which a session came; empty when none came by it. On the session's shard. */
    Optional<Came> arrived(String session, String move);

    /** The moves by which a session came, and about which somebody may still ask. On the session's shard. */
    List<Came> came(String session);

    /** How many moves by which sessions came are remembered. */
    long arrivals();
}
