package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt.Outcome;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.message.SendResult;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.routing.RouteConfiguration;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.journal.Durability;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are sent in one commit. */
@Timeout(30)
class TogetherTest {

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private static Message to(String queue, String text) {
        return Message.to(Address.queue(queue)).payload(text).build();
    }

    private static Message again(String queue, String text, long id) {
        return Message.to(Address.queue(queue))
                .payload(text)
                .id(new UUID(0x4000, id))
                .build();
    }

    private List<SendResult> send(Atomicity atomicity, Message... messages) {
        return get(parley.service.sendAll(List.of(messages), atomicity));
    }

    private static Outcome outcome(SendResult result) {
        return assertInstanceOf(SendResult.Sent.class, result).receipt().outcome();
    }

    private static RefusedException refusal(SendResult result) {
        return assertInstanceOf(SendResult.Refused.class, result).why();
    }

    private int records(long from) throws JournalException {
        int records = 0;
        try (JournalReader reader = parley.journal.reader(from)) {
            while (reader.next()) {
                records++;
            }
        }
        return records;
    }

    @Test
    void manyAreOneRecordAndKeepTheirOrder() throws Exception {
        long before = parley.journal.end();
        List<Message> many =
                IntStream.range(0, 1_000).mapToObj(i -> to("q", "m" + i)).toList();
        List<SendResult> results = get(parley.service.sendAll(many, Atomicity.EACH));
        assertEquals(
                many.stream().map(Message::id).toList(),
                results.stream().map(SendResult::id).toList());
        assertTrue(results.stream().allMatch(result -> outcome(result) == Outcome.STORED));
        assertEquals(1, records(before));
        parley.crash();
        assertEquals(
                IntStream.range(0, 1_000).mapToObj(i -> "m" + i).toList(),
                parley.consume("q").request(1_000).next(1_000));
    }

    /** Some of them go at once, and some have to wait for the words of each. */
    @Test
    void thereIsRoomForAllOrNoneAndARefusalCountsOnce() throws Exception {
        parley.queues.configure("small", Settings.limit(3, Overflow.REJECT));
        assertEquals(
                3,
                send(Atomicity.ALL_OR_NONE, to("small", "1"), to("q", "x"), to("small", "2"))
                        .size());
        assertEquals(
                Reason.LIMIT,
                assertThrows(
                                RefusedException.class,
                                () -> send(Atomicity.ALL_OR_NONE, to("small", "3"), to("q", "y"), to("small", "4")))
                        .reason());
        assertEquals(
                1, parley.messaging.home("small").queues().get("small").refused.sum());
        assertEquals(List.of("1", "2"), parley.consume("small").request(5).next(2));
        assertEquals(List.of("x"), parley.consume("q").request(5).next(1));
    }

    /** Ids of one's own choice need not ascend. */
    @Test
    void theSameMessageTwiceIsADuplicateWhateverTheOrder() throws Exception {
        Message first = to("q", "first");
        Message second = to("q", "second");
        assertEquals(
                List.of(Outcome.STORED, Outcome.STORED, Outcome.DUPLICATE, Outcome.DUPLICATE),
                send(Atomicity.EACH, second, first, second, first).stream()
                        .map(TogetherTest::outcome)
                        .toList());
        assertEquals(List.of("second", "first"), parley.consume("q").request(5).next(2));
    }

    @Test
    void whatComesTogetherDoesNotOvertakeWhatWasSentBefore() throws Exception {
        List<String> expected = new ArrayList<>();
        List<CompletionStage<?>> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("single " + i);
            sent.add(parley.service.send(to("q", "single " + i)));
            expected.addAll(List.of("a " + i, "b " + i));
            sent.add(parley.service.sendAll(List.of(to("q", "a " + i), to("q", "b " + i)), Atomicity.EACH));
        }
        sent.forEach(Fixture::get);
        assertEquals(expected, parley.consume("q").request(1_000).next(900));
    }

    @Test
    void eachForItselfIsRefusedWithItsOwnReason() throws Exception {
        parley.queues.configure("small", Settings.limit(2, Overflow.REJECT));
        List<SendResult> results = send(
                Atomicity.EACH,
                to("small", "1"),
                to("q", "x"),
                to("small", "2"),
                to("small", "3"),
                Message.to(Address.session("nobody")).payload("4").build());
        assertEquals(
                List.of(Outcome.STORED, Outcome.STORED, Outcome.STORED),
                results.stream().limit(3).map(TogetherTest::outcome).toList());
        assertEquals(Reason.LIMIT, refusal(results.get(3)).reason());
        assertTrue(
                refusal(results.get(3)).getMessage().contains("max.messages is 2"),
                refusal(results.get(3)).getMessage());
        assertEquals(Reason.NOT_FOUND, refusal(results.get(4)).reason());
        assertEquals(List.of("1", "2"), parley.consume("small").request(5).next(2));
        assertEquals(List.of("x"), parley.consume("q").request(5).next(1));
    }

    @Test
    void allOrNoneNamesTheOneThatIsRefusedAndSendsNone() throws Exception {
        Message wrong = Message.to(Address.session("nobody")).payload("y").build();
        CompletionStage<List<SendResult>> sent =
                parley.service.sendAll(List.of(to("q", "x"), wrong, to("q", "z")), Atomicity.ALL_OR_NONE);
        RefusedException why = assertThrows(RefusedException.class, () -> get(sent));
        assertEquals(Reason.NOT_FOUND, why.reason());
        assertTrue(
                why.getMessage().startsWith("Message 2 of 3 (" + wrong.id() + " to session:nobody)"), why.getMessage());
        parley.settle();
        assertTrue(parley.messaging.home("q").queues().isEmpty());
        assertEquals(2, send(Atomicity.ALL_OR_NONE, to("q", "x"), to("q", "z")).size());
        assertEquals(List.of("x", "z"), parley.consume("q").request(5).next(2));
    }

    @Test
    void whatWasSentBeforeIsADuplicateAndTheOthersGo() throws Exception {
        get(parley.service.send(again("q", "one", 1)));
        List<SendResult> results = send(
                Atomicity.ALL_OR_NONE,
                again("q", "one", 1),
                again("q", "two", 2),
                again("q", "two", 2),
                again("other", "one", 1));
        assertEquals(
                List.of(Outcome.DUPLICATE, Outcome.STORED, Outcome.DUPLICATE, Outcome.STORED),
                results.stream().map(TogetherTest::outcome).toList());
        assertEquals(
                Outcome.DUPLICATE,
                outcome(send(Atomicity.EACH, again("q", "two", 2)).get(0)));
        Collected consumer = parley.consume("q").request(5);
        assertEquals(List.of("one", "two"), consumer.next(2));
        parley.settle();
        consumer.nothingMore();
    }

    @Test
    void saysForEachWhatBecameOfIt() {
        parley.queues.configure("fleeting", Settings.limit(5, Overflow.REJECT, Durability.MEMORY));
        List<SendResult> results = send(
                Atomicity.EACH,
                to("fleeting", "x"),
                to("q", "y"),
                Message.to(Address.queue("$reply/none")).payload("z").build());
        assertEquals(
                List.of(Outcome.HANDED_OVER, Outcome.STORED, Outcome.UNHEARD),
                results.stream().map(TogetherTest::outcome).toList());
        assertEquals(List.of(), send(Atomicity.EACH));
    }

    @Test
    void allWaitForACompressorThatOneNeeds() throws Exception {
        Compressor none = new Compressor() {
            @Override
            public Payload compress(Payload payload) {
                return payload;
            }

            @Override
            public Payload decompress(Payload payload, long maxSize) {
                return payload;
            }
        };
        parley.queues.configure("packed", Settings.compressed("none"));
        var sent = parley.service.sendAll(List.of(to("q", "x"), to("packed", "y")), Atomicity.EACH);
        parley.settle();
        assertEquals(0, parley.messaging.home("q").queues().size());
        parley.plugins.compressors().add(List.of("none"), 0, 1, true, none);
        assertEquals(2, get(sent).size());
        assertEquals(List.of("y"), parley.consume("packed").request(5).next(1));
    }

    @Test
    void whatARouteChoseThatIsNotThereGoesToItsAlternative() throws Exception {
        parley.queues.limit(10, false);
        parley.queues.configure("rest", QueueSettings.DEFAULT);
        parley.plugins.routers().add(List.of("test"), 0, 1, true, new Router() {
            @Override
            public List<Address> route(Message message, List<String> rules, Surroundings around) {
                return List.of(Address.queue("absent"));
            }

            @Override
            public void check(List<String> rules) {
                // There are none.
            }
        });
        Map<String, Object> route = Map.of("router", "test", "unroutable", "alternate", "alternate", "queue:rest");
        parley.routes.put(RouteConfiguration.of("io.parley.route~in", route), Set.of());
        List<Message> many = IntStream.range(0, 500)
                .mapToObj(i -> Message.to(Address.route("in")).payload("m" + i).build())
                .toList();
        List<SendResult> results = get(parley.service.sendAll(many, Atomicity.ALL_OR_NONE));
        assertTrue(results.stream().allMatch(result -> outcome(result) == Outcome.STORED));
        assertEquals(
                IntStream.range(0, 500).mapToObj(i -> "m" + i).toList(),
                parley.consume("rest").request(500).next(500));
    }

    @Test
    void tooManyAreRefusedBeforeAnythingIsDone() {
        List<Message> many = Collections.nCopies(MessageService.MOST_TOGETHER + 1, to("q", "x"));
        assertEquals(Reason.LIMIT, refusal(many).reason());
        Message large = Message.to(Address.queue("q"))
                .payload("x".repeat((int) MessageService.MOST_BYTES_TOGETHER / 2))
                .build();
        assertEquals(
                Reason.LIMIT,
                refusal(Stream.of(large, large, to("q", "x")).toList()).reason());
    }

    private RefusedException refusal(List<Message> messages) {
        return assertThrows(RefusedException.class, () -> get(parley.service.sendAll(messages, Atomicity.EACH)));
    }
}
