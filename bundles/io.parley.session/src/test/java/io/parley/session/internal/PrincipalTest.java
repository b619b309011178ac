package io.parley.session.internal;

import static io.parley.session.internal.Host.HOUR;
import static io.parley.session.internal.Host.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All sessions of one principal: listed, and reached together. */
@Timeout(30)
class PrincipalTest {

    private Host host = new Host(Settings.DEFAULT);

    @AfterEach
    void close() {
        host.close();
    }

    private void open(String id, String principal, Duration expiry) {
        get(host.service().open(new OpenRequest(id, principal, false, expiry, end -> {})));
    }

    private List<String> page(String principal, String after, int limit) {
        return host
                .service()
                .sessionsOf(principal, after.isEmpty() ? Optional.empty() : Optional.of(after), limit)
                .stream()
                .map(Session::id)
                .toList();
    }

    /** What came to inboxes, each with the place of its message on the journal. */
    private static final class Inboxes implements Participant {

        private record Came(String session, boolean durable, long position) {}

        private final Queue<Came> came = new ConcurrentLinkedQueue<>();

        @Override
        public String name() {
            return "messaging";
        }

        @Override
        public void load(View view) {}

        @Override
        public void apply(Shard shard, Op op, MessageRef message) {
            if (op instanceof InboxOp.Append append) {
                came.add(new Came(append.session(), append.durable(), message.position()));
            }
        }

        @Override
        public void collect(Shard shard, ViewChanges changes) {}

        Set<String> sessions() {
            Set<String> sessions = new HashSet<>();
            came.forEach(one -> sessions.add(one.session));
            return sessions;
        }
    }

    private CompletionStage<?> send(String principal) {
        Pipeline pipeline = new Pipeline(host.engine::batch, host.plugins, host.workers, 100);
        pipeline.acceptor(host.core.acceptor());
        Message message =
                Message.to(Address.principal(principal)).payload("hello").build();
        return pipeline.accept(message, Origin.IN_PROCESS);
    }

    private RefusedException refusal(String principal) {
        return assertThrows(RefusedException.class, () -> get(send(principal)));
    }

    @Test
    void pagesGoOnBehindWhatWasSeenLast() {
        for (int i = 0; i < 25; i++) {
            open("s%02d".formatted(i), i % 5 == 0 ? "bernd" : "anna", HOUR);
        }
        assertEquals(List.of("s00", "s05", "s10"), page("bernd", "", 3));
        get(host.service().close("s10"));
        open("s11x", "bernd", HOUR);
        assertEquals(List.of("s11x", "s15", "s20"), page("bernd", "s10", 1_000));
        assertEquals(List.of(), page("bernd", "s20", 10));
        assertEquals(List.of(), page("carla", "", 10));
        host = host.restart();
        assertEquals(List.of("s00", "s05", "s11x", "s15", "s20"), page("bernd", "", 10));
        assertEquals(20, page("anna", "", 1_000).size());
    }

    @Test
    void aPageHasItsSize() {
        open("a", Session.ANONYMOUS, HOUR);
        assertEquals(List.of(), page(Session.ANONYMOUS, "", 10), "nobody in particular");
        assertThrows(IllegalArgumentException.class, () -> page("anna", "", 0));
        assertThrows(IllegalArgumentException.class, () -> page("anna", "", 1_001));
    }

    @Test
    void oneBatchReachesEachSessionOfThePrincipalAndNobodyElse() {
        Inboxes inboxes = new Inboxes();
        host.engine.join(inboxes);
        Set<String> annas = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            open("anna" + i, "anna", HOUR);
            open("ann" + i, "ann", HOUR);
            annas.add("anna" + i);
        }
        get(send("anna"));
        assertEquals(annas, inboxes.sessions());
        assertEquals(20, inboxes.came.size());
        assertEquals(
                1,
                inboxes.came.stream().map(one -> one.position).distinct().count(),
                "one record, so all of it or nothing is there after a crash");
        assertTrue(inboxes.came.stream().allMatch(one -> one.durable));
    }

    @Test
    void nothingReachesAnybodyWhenItCannotBeStored() {
        Inboxes inboxes = new Inboxes();
        host.engine.join(inboxes);
        open("a1", "anna", HOUR);
        open("a2", "anna", Duration.ZERO);
        host.journal.refuse("disk full");
        assertEquals(Reason.UNAVAILABLE, refusal("anna").reason());
        host.journal.resume();
        host.settle();
        assertEquals(Set.of(), inboxes.sessions());
        get(send("anna"));
        assertEquals(Set.of("a1", "a2"), inboxes.sessions());
    }

    @Test
    void whoHasNoSessionIsNotReached() {
        open("x", Session.ANONYMOUS, HOUR);
        open("a", "anna", HOUR);
        assertEquals(Reason.NOT_FOUND, refusal("ann").reason());
        assertEquals(Reason.INVALID, refusal(Session.ANONYMOUS).reason());
        get(host.service().close("a"));
        assertEquals(Reason.NOT_FOUND, refusal("anna").reason());
    }

    @Test
    void moreSessionsThanOneMessageReachesAreRefused() {
        List<CompletionStage<?>> opening = new ArrayList<>();
        for (int i = 0; i <= PrincipalAcceptor.MOST; i++) {
            opening.add(host.service().open(new OpenRequest("a" + i, "anna", true, Duration.ZERO, end -> {})));
        }
        opening.forEach(Host::get);
        assertEquals(Reason.LIMIT, refusal("anna").reason());
        get(host.service().close("a0"));
        Inboxes inboxes = new Inboxes();
        host.engine.join(inboxes);
        get(send("anna"));
        assertEquals(PrincipalAcceptor.MOST, inboxes.came.size());
    }
}
