package io.parley.session.internal;

import io.parley.api.session.OpenRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Whether there is room for one more session: in all, of its principal, and of its parent. Safe for all threads. */
final class Places {

    private final SessionTable table;
    private final Refusals refusals;
    private final Supplier<Settings> settings;
    private final AtomicInteger opening = new AtomicInteger();

    Places(SessionTable table, Refusals refusals, Supplier<Settings> settings) {
        this.table = table;
        this.refusals = refusals;
        this.settings = settings;
    }

    /** Completes when it is known whether there is room. Any thread. */
    CompletionStage<Void> known(OpenRequest request) {
        boolean counts = settings.get().sessionsPerPrincipal() > 0
                && Groups.named(request.principal()) != null
                && !table.stored().all()
                && table.get(request.id()) == null;
        return counts || request.parent().isPresent()
                ? table.stored().complete()
                : CompletableFuture.completedStage(null);
    }

    /**
     * Reserves what the request needs.
     *
     * @param replaces whether there is a session of that id already
     * @return to run once it is opened, or will not be
     * @throws io.parley.api.message.RefusedException LIMIT when there is no room
     */
    Runnable reserve(OpenRequest request, boolean replaces) {
        String id = request.id();
        String principal = Groups.named(request.principal());
        String parent = request.parent().orElse(null);
        Settings now = settings.get();
        if (!table.registers().children().enter(parent, id, now.children())) {
            throw refusals.tooManyChildren(id, parent, now.children());
        }
        if (table.registers().children().isShut(parent)) {
            table.registers().children().leave(parent, id);
            throw refusals.parentLeaves(id, parent);
        }
        Runnable end = () -> {
            table.registers().principals().leave(principal, id);
            table.registers().children().leave(parent, id);
        };
        if (replaces) {
            table.registers().principals().stay(principal, id);
            return end;
        }
        if (table.registers().size() + opening.incrementAndGet() > now.maxSessions()) {
            opening.decrementAndGet();
            end.run();
            throw refusals.tooMany(id, now.maxSessions());
        }
        int most = now.sessionsPerPrincipal();
        if (most > 0 && !table.registers().principals().enter(principal, id, most)) {
            opening.decrementAndGet();
            end.run();
            throw refusals.tooManyOf(id, principal, most);
        }
        return () -> {
            opening.decrementAndGet();
            end.run();
        };
    }
}
