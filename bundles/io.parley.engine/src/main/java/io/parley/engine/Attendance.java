package io.parley.engine;

import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who takes part on each shard, and hence gets its ops. Changed and read on the shard's own thread only, so that a participant
 * comes and goes between two ops.
 */
final class Attendance {

    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    private final Shards shards;

    /** By shard and family of op. */
    private final Participant[][][] present;

    Attendance(Shards shards) {
        this.shards = shards;
        this.present = new Participant[shards.count()][Op.Family.values().length][0];
    }

    /** Gives the participant each shard's ops from now on; returns when it is so. */
    void add(Participant participant) {
        shards.each(shard -> {
                    Participant[][] here = present[shard.index()];
                    for (Op.Family family : participant.families()) {
                        Participant[] before = here[family.ordinal()];
                        Participant[] after = Arrays.copyOf(before, before.length + 1);
                        after[before.length] = participant;
                        here[family.ordinal()] = after;
                    }
                })
                .join();
    }

    /** The reverse of {@link #add}. */
    void remove(Participant participant) {
        shards.each(shard -> remove(shard, participant)).join();
    }

    void remove(Shard shard, Participant participant) {
        Participant[][] here = present[shard.index()];
        for (int i = 0; i < here.length; i++) {
            here[i] =
                    Arrays.stream(here[i]).filter(other -> other != participant).toArray(Participant[]::new);
        }
    }

    void apply(Shard shard, List<Op> ops, MessageRef[] refs) {
        Participant[][] here = present[shard.index()];
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            MessageRef ref = op.message() < 0 ? null : refs[op.message()];
            for (Participant participant : here[op.family().ordinal()]) {
                apply(participant, shard, op, ref);
            }
        }
    }

    /** What is committed has happened: one that fails must not keep the others from taking it up. */
    static void apply(Participant participant, Shard shard, Op op, MessageRef ref) {
        try {
            participant.apply(shard, op, ref);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "'{}' failed to take up a committed {} of '{}'; its state may be wrong until it is loaded anew",
                    participant.name(),
                    op.getClass().getSimpleName(),
                    op.key(),
                    e);
        }
    }
}
