package io.parley.itest.mqtt.transactions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.QueueAdmin;
import io.parley.api.message.RefusedException;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateValue;
import io.parley.api.transaction.TransactionService;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions that change the state of sessions together with everything else, of clients of MQTT 5 and of code in the process. */
@ExtendWith(Shared.class)
@Timeout(60)
final class StateTest {

    private final Broker broker;
    private final String session;

    StateTest(Broker broker) {
        this.broker = broker;
        session = broker.prefix() + "client";
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private <T> T service(Class<T> type) {
        return broker.server().service(type);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Peer connected(String name, boolean present) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~%s'] }", name);
        peer.accepted(present);
        return peer;
    }

    private static void subscribe(Peer peer, String filter) {
        peer.send("82 { 0001 P ['%s'] 01 }", filter);
        peer.sees("90 { 0001 P 01 }");
    }

    private static String user(String name, Object value) {
        return " 26 ['parley-transaction%s'] ['%s']".formatted(name, value);
    }

    private static void part(Peer peer, int id, String topic, String payload, String... properties) {
        peer.send("32 { ['%s'] %04x { %s %s } '%s' }", topic, id, user("", "t"), String.join("", properties), payload);
    }

    private static String refused(Peer peer, int id, int code) {
        Packet packet = peer.packet();
        assertEquals(
                "40 %04x %02x".formatted(id, code),
                "%02x %02x%02x %02x".formatted(packet.first(), packet.at(0), packet.at(1), packet.at(2)));
        return packet.properties(3).get(0x1f).get(0).toString();
    }

    /** Empty where there is none. */
    private Optional<StateValue> state(String key) throws Exception {
        return get(service(SessionService.class).state(session, key));
    }

    private String text(String key) throws Exception {
        return new String(state(key).orElseThrow().value().toBytes(), UTF_8);
    }

    private List<String> in(String queue) throws Exception {
        return get(service(QueueAdmin.class).browse(Address.queue(queue), all -> true, 10)).stream()
                .map(message -> new String(message.payload().toBytes(), UTF_8))
                .toList();
    }

    private static final String BEGIN = user("-begin", 30_000);
    private static final String COMMIT = user("-end", "commit");

    @Test
    void ofAClientChangesItsSessionsStateWithEverythingElse() throws Exception {
        Peer reader = connected("reader", false);
        subscribe(reader, "~log");
        Peer client = connected("client", false);
        subscribe(client, "$queue/~jobs");
        client.send("32 { ['$queue/~jobs'] 0001 P 'job' }");
        client.seesAll("40 { 0001 }", "32 { ['$queue/~jobs'] f001 P 'job' }");
        int job = 0xf001;
        part(client, 1, "$queue/~answers", "answer", BEGIN, user("-acknowledge", job));
        part(client, 2, "~log", "done");
        part(client, 3, "$transaction", "1", user("-state", "jobs"), user("-state-version", 0));
        client.alive();
        reader.alive();
        assertEquals(Optional.empty(), state("jobs"));
        part(client, 4, "$transaction", "", COMMIT);
        client.sees("40 { 0001 } 40 { 0002 } 40 { 0003 } 40 { 0004 }");
        assertEquals("1", text("jobs"));
        assertEquals(List.of("answer"), in(broker.prefix() + "answers"));
        reader.sees("32 { ['~log'] 0001 P 'done' }");
        client.send("40 { %04x }", job);
        client.alive();

        long version = state("jobs").orElseThrow().version();
        part(client, 5, "$transaction", "2", BEGIN, user("-state", "jobs"), user("-state-version", version));
        part(client, 6, "$transaction", "", COMMIT, user("-state", "empty"));
        client.sees("40 { 0005 } 40 { 0006 }");
        assertEquals("2", text("jobs"));
        assertEquals(version + 1, state("jobs").orElseThrow().version(), "as the README says");
        assertEquals("", text("empty"));
        part(client, 7, "$transaction", "", BEGIN, user("-state-remove", "jobs"), user("-state-version", version + 1));
        part(client, 8, "$transaction", "", COMMIT, user("-state-remove", "none"));
        client.sees("40 { 0007 } 40 { 0008 }");
        assertEquals(Optional.empty(), state("jobs"));
    }

    @Test
    void aConflictAbortsTheWhole() throws Exception {
        Peer reader = connected("reader", false);
        subscribe(reader, "~log");
        Peer client = connected("client", false);
        subscribe(client, "$queue/~jobs");
        client.send("32 { ['$queue/~jobs'] 0001 P 'job' } 32 { ['$queue/~answers'] 0002 P 'first' }");
        client.seesAll("40 { 0001 }", "40 { 0002 }", "32 { ['$queue/~jobs'] f001 P 'job' }");
        long version = get(service(SessionService.class)
                .putState(session, "k", Payload.copyOf("there".getBytes(UTF_8)), OptionalLong.empty()));
        part(client, 1, "$queue/~answers", "answer", BEGIN, user("-acknowledge", 0xf001));
        part(client, 2, "$transaction", "other", user("-state", "other"));
        part(client, 3, "~log", "done");
        part(client, 4, "$transaction", "new", COMMIT, user("-state", "k"), user("-state-version", version + 1));
        String why = "'k' of session '" + session + "' has version " + version + ", not " + (version + 1);
        for (int id = 1; id <= 4; id++) {
            assertEquals(why, refused(client, id, 0x80));
        }
        reader.alive();
        assertEquals(List.of("first"), in(broker.prefix() + "answers"));
        assertEquals("there", text("k"));
        assertEquals(Optional.empty(), state("other"));

        // The delivery is the client's as before.
        part(client, 5, "$queue/~answers", "second", BEGIN, user("-acknowledge", 0xf001));
        part(client, 6, "$transaction", "new", COMMIT, user("-state", "k"), user("-state-version", version));
        client.sees("40 { 0005 } 40 { 0006 }");
        assertEquals(List.of("first", "second"), in(broker.prefix() + "answers"));
        assertEquals("new", text("k"));
    }

    @Test
    void whatIsRefusedOfTheStateAbortsTheWhole() throws Exception {
        Peer client = connected("client", false);
        part(client, 1, "$queue/~q", "never", BEGIN);
        part(client, 2, "$transaction", "x", COMMIT, user("-state", "$details"));
        String own = "Transaction 't' changes '$details' of the state, which is Parley's own";
        assertEquals(own, refused(client, 1, 0x83));
        assertEquals(own, refused(client, 2, 0x83));
        part(client, 3, "$queue/~q", "never", BEGIN);
        part(client, 4, "$transaction", "x", user("-state", "k"));
        part(client, 5, "$transaction", "y", COMMIT, user("-state", "k"));
        for (int id = 3; id <= 5; id++) {
            assertEquals(
                    "'k' of session '" + session + "' is changed in this transaction already",
                    refused(client, id, 0x83));
        }
        part(client, 6, "$queue/~q", "never", BEGIN);
        part(client, 7, "$transaction", "x", COMMIT, user("-state", "k".repeat(1_025)));
        assertEquals("A key of a state has 1 to 1024 characters, not 1025", refused(client, 6, 0x83));
        refused(client, 7, 0x83);
        subscribe(client, "$queue/~q");
        client.alive();
        assertEquals(Optional.empty(), state("k"));
    }

    @Test
    void ofCodeInTheProcessTheSame() throws Exception {
        connected("client", false).close();
        Peer reader = connected("reader", false);
        subscribe(reader, "~log");
        String queue = broker.prefix() + "q";
        CompletionStage<Void> first = begin(queue, 0);
        get(first);
        reader.sees("32 { ['~log'] 0001 P 'done' }");
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(begin(queue, 0)));
        assertEquals(
                RefusedException.Reason.CONFLICT,
                assertInstanceOf(RefusedException.class, failed.getCause()).reason());
        reader.send("40 { 0001 }");
        reader.alive();
        assertEquals(List.of("message"), in(queue));
        assertEquals("value", text("k"));
    }

    private CompletionStage<Void> begin(String queue, long version) {
        return service(TransactionService.class)
                .begin(Duration.ofSeconds(30))
                .send(Message.to(Address.queue(queue)).payload("message").build())
                .send(Message.to(Address.topic(broker.prefix() + "log"))
                        .payload("done")
                        .build())
                .putState(session, "k", Payload.copyOf("value".getBytes(UTF_8)), OptionalLong.of(version))
                .commit();
    }
}
