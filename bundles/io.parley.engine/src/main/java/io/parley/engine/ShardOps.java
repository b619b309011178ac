package io.parley.engine;

import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import java.util.ArrayList;
import java.util.List;

/** The ops of a batch that are for one shard, in their order. */
record ShardOps(Shard shard, List<Op> ops) {

    /** By shard, in the order in which the shards come first. */
    static List<ShardOps> of(List<Op> ops, Shards shards) {
        ShardOps[] byShard = new ShardOps[shards.count()];
        List<ShardOps> parts = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            Shard shard = shards.of(op.key());
            ShardOps part = byShard[shard.index()];
            if (part == null) {
                part = new ShardOps(shard, new ArrayList<>(2));
                byShard[shard.index()] = part;
                parts.add(part);
            }
            part.ops.add(op);
        }
        return parts;
    }

    /** Whether one of their shards has more to do than it should be given. */
    static boolean anyBehind(List<Op> ops, Shards shards) {
        for (int i = 0; i < ops.size(); i++) {
            if (shards.of(ops.get(i).key()).isBehind()) {
                return true;
            }
        }
        return false;
    }
}
