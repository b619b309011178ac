package io.parley.session.internal;

import io.parley.api.session.OpenRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Whether there is room for one more session: in all, and of its principal. Safe for all threads. */
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
        String principal = request.principal();
        if (replaces) {
            table.principals().stay(principal, id);
            return () -> table.principals().leave(principal, id);
        }
        Settings now = settings.get();
        if (table.size() + opening.incrementAndGet() > now.maxSessions()) {
            opening.decrementAndGet();
            throw refusals.tooMany(id, now.maxSessions());
        }
        int most = now.sessionsPerPrincipal();
        if (most > 0 && !table.principals().enter(principal, id, most)) {
            opening.decrementAndGet();
            throw refusals.tooManyOf(id, principal, most);
        }
        return () -> {
            opening.decrementAndGet();
            table.principals().leave(principal, id);
        };
    }
}
