package io.parley.session.internal;

import io.parley.api.session.OpenRequest;
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
        if (!table.children().enter(parent, id, now.children())) {
            throw refusals.tooManyChildren(id, parent, now.children());
        }
        if (table.children().isShut(parent)) {
            table.children().leave(parent, id);
            throw refusals.parentLeaves(id, parent);
        }
        Runnable end = () -> {
            table.principals().leave(principal, id);
            table.children().leave(parent, id);
        };
        if (replaces) {
            table.principals().stay(principal, id);
            return end;
        }
        if (table.size() + opening.incrementAndGet() > now.maxSessions()) {
            opening.decrementAndGet();
            end.run();
            throw refusals.tooMany(id, now.maxSessions());
        }
        int most = now.sessionsPerPrincipal();
        if (most > 0 && !table.principals().enter(principal, id, most)) {
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
