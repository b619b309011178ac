package io.parley.messaging.internal.routing;

import io.parley.api.message.Address;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.op.Op;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.RouteOp;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What routes keep for keys. Routers ask on threads of their own, so that it is not owned by shards: a shard applies what was committed, and
 * tells the view of it.
 */
public final class Assignments implements Participant {

    private static final String TABLE = "route.assigned";

    private record Name(String route, String key) {}

    private final Engine engine;
    private final Map<String, RouteMemory> memories = new ConcurrentHashMap<>();

    /** What the view is to be told of, by shard. */
    private final List<Set<Name>> unwritten = new ArrayList<>();

    public Assignments(Engine engine) {
        this.engine = engine;
        for (int i = 0; i < engine.shards().count(); i++) {
            unwritten.add(ConcurrentHashMap.newKeySet());
        }
    }

    /** What that route keeps. */
    RouteMemory of(String route) {
        return memories.computeIfAbsent(
                route, name -> new RouteMemory(key -> changed(new RouteOp.Assigned(name, key, Address.route(name)))));
    }

    private void changed(RouteOp.Assigned about) {
        unwritten.get(engine.shards().indexOf(about.key())).add(new Name(about.route(), about.kept()));
    }

    @Override
    public String name() {
        return "routing";
    }

    @Override
    public Set<Op.Family> families() {
        return Set.of(Op.Family.ROUTE);
    }

    @Override
    public void load(View view) throws JournalException {
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            RecordReader name = new RecordReader(key);
            of(name.text()).restore(name.text(), Address.parse(new RecordReader(row).text()));
            return true;
        });
    }

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        if (op instanceof RouteOp.Assigned assigned) {
            of(assigned.route()).stored(assigned.kept(), assigned.address());
            changed(assigned);
        }
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {
        Set<Name> names = unwritten.get(shard.index());
        for (Name name : names) {
            // What changes from here on is told the next time.
            names.remove(name);
            byte[] row = new RecordWriter(64).text(name.route).text(name.key).toArray();
            of(name.route)
                    .stored(name.key)
                    .ifPresentOrElse(
                            address -> changes.put(
                                    TABLE,
                                    row,
                                    new RecordWriter(64)
                                            .text(address.toString())
                                            .toArray()),
                            () -> changes.delete(TABLE, row));
        }
    }
}
