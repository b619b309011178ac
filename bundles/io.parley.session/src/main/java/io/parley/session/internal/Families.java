package io.parley.session.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder.End;
import io.parley.api.session.OpenRequest;
import io.parley.engine.Engine;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Parents and children: a session ends at the latest when its parent does. Who is whose parent is stored with the child; so a child whose parent
 * ended just before a crash is found at the next start. Safe for all threads.
 */
final class Families {

    /** When the end of a child could not be committed. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final SessionTable table;
    private final Refusals refusals;
    private final BiFunction<Entry, End, CompletionStage<Void>> close;

    /** @param close ends a session unless it has ended by then */
    Families(
            Engine engine, SessionTable table, Refusals refusals, BiFunction<Entry, End, CompletionStage<Void>> close) {
        this.engine = engine;
        this.table = table;
        this.refusals = refusals;
        this.close = close;
    }

    /**
     * The parent that a new session is to have; null for none.
     *
     * @param deepest how many may be above it
     * @throws RefusedException when it cannot have that one
     */
    Entry.Parent parent(OpenRequest request, int deepest) {
        if (request.parent().isEmpty()) {
            return null;
        }
        String id = request.parent().get();
        Entry parent = table.get(id);
        if (parent == null) {
            throw refused(Reason.NOT_FOUND, request, "there is no session '" + id + "' to be its parent");
        }
        if (!parent.principal.equals(request.principal())) {
            throw refused(Reason.NOT_ALLOWED, request, "its parent '" + id + "' belongs to somebody else");
        }
        int above = 0;
        for (Entry one = parent; one != null; one = parentOf(one)) {
            if (one.id.equals(request.id())) {
                throw refused(Reason.INVALID, request, "it would be above itself");
            }
            if (++above > deepest) {
                throw refusals.tooDeep(request.id(), deepest);
            }
        }
        return new Entry.Parent(parent.id, parent.created());
    }

    /**
     * Whoever resumes a session may say which parent it has.
     *
     * @throws RefusedException INVALID when it has another one, or none
     */
    static void requireSame(Entry entry, OpenRequest request) {
        String parent = entry.parent() == null ? "" : entry.parent().id();
        if (request.parent().isPresent() && !request.parent().get().equals(parent)) {
            throw refused(
                    Reason.INVALID,
                    request,
                    "it is there already, with " + (parent.isEmpty() ? "no" : "another") + " parent");
        }
    }

    private static RefusedException refused(Reason reason, OpenRequest request, String why) {
        return new RefusedException(reason, "Session '" + request.id() + "' is not opened: " + why);
    }

    private Entry parentOf(Entry child) {
        Entry.Parent named = child.parent();
        Entry found = named == null ? null : table.get(named.id());
        return found != null && found.is(named) ? found : null;
    }

    /** A session is no longer in the table: its children end. */
    void ended(Entry parent, End how) {
        table.registers()
                .children()
                .of(parent.id)
                .filter(child -> parent.is(child.parent()))
                .forEach(child -> end(child, how));
    }

    /** As {@link #check}, all that are stored. */
    void begin() {
        table.stored()
                .complete()
                .thenRun(() -> table.registers().children().all().forEach(this::check));
    }

    /** Ends a session whose parent is gone: it was opened, or Parley stopped, while that ended. */
    void check(Entry child) {
        if (child.parent() != null && parentOf(child) == null) {
            end(child, End.CLOSED);
        }
    }

    private void end(Entry child, End how) {
        close.apply(child, how).whenComplete((done, failure) -> {
            if (failure != null) {
                Loggers.session(child.id)
                        .warn(
                                "The parent of session '{}' has ended, but the session cannot be ended yet: {}",
                                Printable.of(child.id),
                                failure.getMessage());
                engine.timers().after(AGAIN, engine.workers(), () -> end(child, how));
            }
        });
    }
}
