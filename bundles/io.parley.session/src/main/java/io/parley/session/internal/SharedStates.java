package io.parley.session.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.StateEvent;
import io.parley.api.session.StateValue;
import io.parley.api.session.StateVersions;
import io.parley.engine.Engine;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.States;
import io.parley.engine.op.GroupOp;
import io.parley.engine.shard.Shard;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states that groups share. That a group's state ends has the group to itself, so who joins meanwhile and calls waits for that, and has a new
 * one. It does not end while a change of it is on its way to the journal, but when that has come there.
 */
final class SharedStates implements GroupStates {

    private static final Logger LOG = LoggerFactory.getLogger(SharedStates.class);

    /** When an end could not be committed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final GroupTable table;
    private final Slice[] slices;
    private final SessionStates states;
    private final StateWatches watches;
    private final AtomicReference<Membership> membership = new AtomicReference<>();
    private volatile boolean begun;

    SharedStates(Engine engine, GroupTable table, Supplier<Settings> settings) {
        this.engine = engine;
        this.table = table;
        this.slices = engine.shards().all().stream().map(Slice::new).toArray(Slice[]::new);
        this.states = new SessionStates(engine, table, settings);
        this.watches = new StateWatches(table, states, engine.workers());
    }

    /** As that session may change them together with other things. */
    States of(String member) {
        return new MemberStates(this, states, member);
    }

    /** The version of one value, 0 for none. */
    CompletionStage<Long> version(String group, String key) {
        return call(group, false, call -> call.complete(states.version(group, key)));
    }

    @Override
    public void use(Membership given) {
        membership.set(given);
        endDeserted();
    }

    @Override
    public void stop(Membership given) {
        membership.compareAndSet(given, null);
    }

    /** All stored states are there. */
    void begin() {
        begun = true;
        for (Slice slice : slices) {
            slice.shard.execute(slice::begin);
        }
        endDeserted();
    }

    private void endDeserted() {
        if (begun) {
            table.names().forEach(this::left);
        }
    }

    @Override
    public void left(String group) {
        if (table.get(group) != null && isDeserted(group)) {
            end(group);
        }
    }

    private boolean isDeserted(String group) {
        Membership now = membership.get();
        return now != null && now.deserted(group);
    }

    private void end(String group) {
        CompletionStage<Void> ended = call(group, true, call -> {
            Entry entry = table.get(group);
            if (entry == null || entry.changes() || !isDeserted(group)) {
                call.complete(null);
            } else if (GroupTable.isEmpty(entry)) {
                table.end(group);
                call.complete(null);
            } else {
                call.commit(engine.batch().add(new GroupOp.StateEnded(group)), () -> call.complete(null));
            }
        });
        ended.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("The state of group '{}' cannot be given up yet: {}", group, failure.getMessage());
                engine.timers().after(AGAIN, engine.workers(), () -> left(group));
            }
        });
    }

    private Membership members() {
        Membership now = membership.get();
        if (now == null) {
            throw new RefusedException(Reason.UNAVAILABLE, "Nobody says just now who is in which group");
        }
        return now;
    }

    private void requirePresent(String group) {
        if (!members().present(group)) {
            throw new RefusedException(Reason.NOT_FOUND, "Group '" + group + "' has no member");
        }
    }

    /** On the group's shard. */
    void requireMember(String group, String session) {
        if (!members().has(group, session)) {
            throw new RefusedException(
                    Reason.NOT_ALLOWED,
                    "Session '" + session + "' is no member of group '" + group + "', whose state members change");
        }
    }

    @Override
    public boolean isMember(String group, String session) {
        return members().has(group, session);
    }

    @Override
    public CompletionStage<Optional<StateValue>> get(String group, String key) {
        return call(group, false, call -> {
            requirePresent(group);
            states.get(call, group, key);
        });
    }

    @Override
    public CompletionStage<StateVersions> versions(String group) {
        return call(group, false, call -> {
            requirePresent(group);
            states.versions(call, group);
        });
    }

    @Override
    public CompletionStage<Long> put(
            String member, String group, String key, Payload value, OptionalLong expectedVersion) {
        Objects.requireNonNull(value, "value");
        return change(group, call -> {
            requireMember(group, member);
            states.put(call, group, key, value, expectedVersion);
        });
    }

    @Override
    public CompletionStage<Void> remove(String member, String group, String key, OptionalLong expectedVersion) {
        return change(group, call -> {
            requireMember(group, member);
            states.remove(call, group, key, expectedVersion);
        });
    }

    /** Its last member may leave while it is changed. */
    private <T> CompletionStage<T> change(String group, Consumer<Call<T>> work) {
        CompletionStage<T> changed = call(group, false, work);
        changed.whenComplete((done, failure) -> left(group));
        return changed;
    }

    @Override
    public Flow.Publisher<StateEvent> watch(String group, Optional<String> after) {
        return watches.of(
                group,
                after,
                begin -> call(group, false, call -> {
                    requirePresent(group);
                    begin.run();
                    call.complete(null);
                }));
    }

    private <T> CompletionStage<T> call(String group, boolean alone, Consumer<Call<T>> work) {
        Shard shard = table.shard(group);
        return new Call<>(slices[shard.index()], group, alone, engine.workers(), work).submit();
    }

    /** Nobody watches any more. */
    void close() {
        watches.close();
    }
}
