package io.parley.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.event.Cursor;
import io.parley.api.event.Start;
import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpCodecTest {

    private static final String ODD = "grüße/日本/𝄞/\u0000\n";
    private static final long BIG = Long.MAX_VALUE;

    /** One of each kind, with odd values. */
    private static final List<Op> OPS = List.of(
            new QueueOp.Append(ODD, 0, true),
            new QueueOp.Remove("q", BIG, Cause.DROPPED, true),
            new QueueOp.Remove("q", 1, 70_000, Cause.ACKNOWLEDGED, true),
            new QueueOp.Move("q", 1, 0),
            new QueueOp.Failed("q", BIG, 70_000),
            new QueueOp.Opened("$share/g/a", true),
            new QueueOp.Share("$share/g/a", 0, Guarantee.AT_LEAST_ONCE, true, true),
            new QueueOp.Ended("$share/g/a", true),
            new InboxOp.Append("s", 0, Guarantee.EXACTLY_ONCE, true, true),
            new InboxOp.Append("s", 0, Guarantee.AT_MOST_ONCE, false, true),
            new InboxOp.Append("s", 0, Guarantee.AT_LEAST_ONCE, false, List.of(1, 268_435_455), true),
            new InboxOp.Remove("s", 0, Cause.ACKNOWLEDGED, true),
            new InboxOp.Received("s", 127, true),
            new InboxOp.Sent("s", 128),
            new InboxOp.Move("s", 16384, 0),
            new InboxOp.Restored("s", BIG, 0, Guarantee.EXACTLY_ONCE, true, true, List.of(7)),
            new InboxOp.Restored("s", 0, 0, Guarantee.AT_LEAST_ONCE, false, false, List.of()),
            new InboxOp.Continued("s", BIG, 1),
            new SessionOp.StateRestored("s", ODD, 2, BIG, Payload.copyOf(new byte[] {0, -1})),
            new SessionOp.Continued("s", BIG, 3, BIG),
            new SessionOp.Leaving("s", "m", ODD),
            new SessionOp.Stayed("s", "m"),
            new SessionOp.Left("s", "m", "p", ODD, BIG, 1),
            new SessionOp.Forgotten("s", "m"),
            new SessionOp.Arrived("s", "m", BIG, ""),
            new SessionOp.Arrived("s", "m", BIG, ODD),
            new SessionOp.Settled("s", "m"),
            new SessionOp.Opened(ODD, "", 0xffff_ffffL, 1_700_000_000_000L, true),
            new SessionOp.Adopted("s", ODD, BIG, true),
            new SessionOp.Resumed("s", 0),
            new SessionOp.Detached("s", BIG, 1),
            new SessionOp.Detached("s", BIG, 1, true),
            new SessionOp.Closed("", true),
            new SessionOp.StatePut("s", ODD, BIG, Payload.copyOf(new byte[] {0, -1, 127}), true),
            new SessionOp.StatePut("s", "large", 1, Payload.copyOf(new byte[40_000]), true),
            new SessionOp.StateRemoved("s", "n", true),
            new SessionOp.TokenTaken("s", 65_535, true),
            new SessionOp.TokenFreed("s", 1, true),
            new GroupOp.StatePut(ODD, BIG, ODD, BIG, Payload.copyOf(new byte[] {0, -1, 127})),
            new GroupOp.StateRemoved(ODD, ODD),
            new GroupOp.StateEnded(ODD),
            new WillOp.Kept(
                    "s",
                    BIG,
                    "anna",
                    Message.to(Address.topic("w")).payload(ODD).build(),
                    Guarantee.EXACTLY_ONCE,
                    true,
                    BIG,
                    true),
            new WillOp.Due("s", 1, BIG, true),
            new SendingOp.Delayed(ODD, 0, "anna", "", Guarantee.EXACTLY_ONCE, true, BIG, true),
            new RouteOp.Assigned("in", "customer 7", Address.queue("seven")),
            new SendingOp.DelayMoved("k", 0),
            new SendingOp.DelayEnded("k", true),
            new SendingOp.Seen(ODD, BIG, true),
            new WillOp.Gone("s", 1, true),
            new SubscriptionOp.Added(
                    "s", new SubscriptionRequest(Address.topic("a/+/#"), Guarantee.AT_LEAST_ONCE), true),
            subscribed(new SubscriptionOptions(
                    true,
                    true,
                    SubscriptionOptions.Retained.NEVER,
                    268_435_455,
                    Optional.of(new FilterExpression("selector", "a = '" + "grüße'")),
                    Optional.of(new Start.At(Instant.ofEpochMilli(-1))))),
            subscribed(new SubscriptionOptions(
                    false,
                    false,
                    SubscriptionOptions.Retained.IF_NEW,
                    0,
                    Optional.empty(),
                    Optional.of(new Start.After(new Cursor("1.2.3"))))),
            subscribed(new SubscriptionOptions(
                    false,
                    true,
                    SubscriptionOptions.Retained.ALWAYS,
                    1,
                    Optional.empty(),
                    Optional.of(new Start.Earliest()))),
            new SubscriptionOp.Removed("s", new SubscriptionTarget(Address.topic("a"), Optional.of("g")), true),
            new TopicOp.Append("t", 0, BIG, 256, true),
            new TopicOp.Retain("t", 0, Guarantee.EXACTLY_ONCE, "s", 0, true),
            new TopicOp.ClearRetained("t"),
            new TopicOp.CursorSet("sub", "a/#", -1, BIG),
            new TopicOp.CursorRemoved("sub"),
            new TopicOp.Move("t", 0, BIG, Long.MAX_VALUE, 7, BIG, BIG, 256),
            new TopicOp.MoveRetained("t", 0, BIG));

    private static Op subscribed(SubscriptionOptions options) {
        SubscriptionTarget target = new SubscriptionTarget(Address.topic("a/#"), Optional.of(ODD.replace("/", "")));
        return new SubscriptionOp.Added("s", new SubscriptionRequest(target, Guarantee.EXACTLY_ONCE, options), true);
    }

    private static StoredMessage plain() {
        return StoredMessage.plain(
                Message.to(Address.queue("q")).payload("hello").build());
    }

    private static StoredMessage full(Payload payload) {
        Message message = Message.to(Address.topic(ODD.replace("\0", "")))
                .id(new UUID(-1, Long.MIN_VALUE))
                .timeMillis(1)
                .payload(payload)
                .contentType("application/json")
                .contentEncodings(List.of("gzip", "zstd"))
                .headers(Map.of("a", "", ODD, ODD))
                .addHeader("a", "again")
                .priority(9)
                .orderingKey(ODD)
                .expiresAtMillis(BIG)
                .deliverAtMillis(2)
                .correlationId("c")
                .causationId(new UUID(1, 2))
                .replyTo(Address.session("me"))
                .build();
        return new StoredMessage(message, Optional.of(new AtRest("zstd", 3, BIG)));
    }

    private static ByteBuffer bytes(List<ByteBuffer> parts) {
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(all::put);
        return all.flip();
    }

    private static ByteBuffer encoded(List<StoredMessage> messages, List<Op> ops) {
        return bytes(new BatchRecord(messages, ops).encode());
    }

    private static IllegalArgumentException refused(byte... bytes) {
        return assertThrows(IllegalArgumentException.class, () -> BatchRecord.decode(ByteBuffer.wrap(bytes)));
    }

    @Test
    void saysHowMuchOfTheJournalAPayloadTakes() {
        Message message = Message.to(Address.queue("q")).payload("12345").build();
        assertEquals(5, StoredMessage.plain(message).storedBytes());
        assertEquals(5, new StoredMessage(message, Optional.of(new AtRest("zstd", 1, 1_000))).storedBytes());
        Message streamed = message.with()
                .payload(new StreamedPayload(new long[] {10, 20}, 300_000, position -> ByteBuffer.allocate(0)))
                .build();
        assertEquals(300_000, StoredMessage.plain(streamed).storedBytes());
    }

    @Test
    void listHasEveryKindOfOp() {
        TreeSet<String> all = Stream.of(Op.class.getPermittedSubclasses())
                .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
                .map(Class::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                all, OPS.stream().map(op -> op.getClass().getName()).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyOpComesBack() {
        for (Op op : OPS) {
            BatchRecord read = BatchRecord.decode(encoded(List.of(plain()), List.of(op)));
            assertEquals(List.of(op), read.ops());
        }
        assertEquals(OPS, BatchRecord.decode(encoded(List.of(plain()), OPS)).ops());
    }

    @Test
    void everyFieldOfMessageComesBackFromHeapAndDirectMemory() {
        List<StoredMessage> messages =
                List.of(full(Payload.utf8(ODD)), plain(), full(Payload.empty()), full(Payload.copyOf(new byte[200])));
        ByteBuffer bytes = encoded(messages, OPS);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining());
        direct.put(bytes.duplicate()).flip();
        for (ByteBuffer from : List.of(bytes, bytes.asReadOnlyBuffer(), direct)) {
            assertEquals(messages, BatchRecord.decode(from.duplicate()).messages());
            for (int i = 0; i < messages.size(); i++) {
                assertEquals(messages.get(i), BatchRecord.decodeMessage(from.duplicate(), i));
            }
        }
    }

    @Test
    void largePayloadIsNotCopied() {
        ByteBuffer[] parts = new ByteBuffer[7];
        for (int i = 0; i < parts.length; i++) {
            byte[] part = new byte[10_000 + i];
            Arrays.fill(part, (byte) i);
            parts[i] = ByteBuffer.wrap(part);
        }
        StoredMessage large = full(Payload.wrap(parts));
        List<ByteBuffer> record = new BatchRecord(List.of(plain(), large, plain()), OPS).encode();
        assertTrue(record.size() >= 9, "its buffers are the record's: " + record.size());
        BatchRecord read = BatchRecord.decode(bytes(record));
        assertEquals(large, read.messages().get(1));
        assertEquals(OPS, read.ops());
    }

    /** Whatever the record's arrays begin with, and wherever one ends: it is the same record. */
    @Test
    void whatIsWrittenLittleByLittleIsTheSameRecord() {
        Random random = new Random(1);
        for (int size : List.of(0, 1, 20, 300)) {
            for (int expected : List.of(0, 100, 20_000, 200_000)) {
                List<StoredMessage> messages = new ArrayList<>();
                List<Op> ops = new ArrayList<>();
                RecordDraft draft = new RecordDraft(expected);
                for (int i = 0; i < size; i++) {
                    int bytes = random.nextInt(20) == 0 ? 16_300 + random.nextInt(200) : random.nextInt(700);
                    byte[] content = new byte[bytes];
                    random.nextBytes(content);
                    StoredMessage message = i % 3 == 0 ? full(Payload.copyOf(content)) : plain();
                    Op op = new QueueOp.Append("q", i, random.nextInt(4) > 0);
                    messages.add(message);
                    draft.add(message);
                    ops.add(op);
                    draft.add(op);
                }
                assertEquals(bytes(new BatchRecord(messages, ops).encode()), bytes(draft.buffers()));
            }
        }
    }

    @Test
    void opsThatAreNotDurableAreLeftOut() {
        List<Op> ops = List.of(
                new QueueOp.Append("q", 0, false), new QueueOp.Append("r", 0, true), new SessionOp.Closed("s", false));
        BatchRecord read = BatchRecord.decode(encoded(List.of(plain()), ops));
        assertEquals(List.of(new QueueOp.Append("r", 0, true)), read.ops());
    }

    @Test
    void newerOnesAreNamed() {
        assertEquals(
                "A record of version 2; this Parley reads version 1",
                refused((byte) 2, (byte) 0, (byte) 0).getMessage());
        assertEquals(
                "Unknown op 200; a newer Parley wrote this record",
                refused((byte) 1, (byte) 0, (byte) 1, (byte) 200).getMessage());
        assertTrue(refused((byte) 1, (byte) 1, (byte) 0x80, (byte) 0x20)
                .getMessage()
                .startsWith("Unknown fields (1000)"));
        byte[] remove = new RecordWriter(64)
                .octet(1)
                .number(0)
                .number(1)
                .octet(2)
                .text("q")
                .number(1)
                .number(1)
                .number(99)
                .toArray();
        assertTrue(
                refused(remove).getMessage().startsWith("Unknown Cause 99;"),
                refused(remove).getMessage());
    }

    @Test
    void wrongRecordsAreRefusedInWords() {
        byte[] noMessage = new RecordWriter(64)
                .octet(1)
                .number(0)
                .number(1)
                .octet(1)
                .text("q")
                .number(0)
                .toArray();
        assertEquals(
                "An op is for message 0 of a record that has 0",
                refused(noMessage).getMessage());
        assertEquals(
                "The record goes on behind its end",
                refused((byte) 1, (byte) 0, (byte) 0, (byte) 0).getMessage());
        assertEquals("The record ends too early", refused().getMessage());
        byte[] announced = new RecordWriter(64)
                .octet(1)
                .number(0)
                .number(1)
                .octet(23)
                .number(1 << 30)
                .toArray();
        assertEquals("1073741824 bytes announced, 0 there", refused(announced).getMessage());
        byte[] numbers = new byte[12];
        Arrays.fill(numbers, (byte) 0xff);
        numbers[0] = 1;
        assertEquals("A number of more than 64 bits", refused(numbers).getMessage());
    }

    @Test
    void countsOfWhatIsNotThereTakeNoMemory() {
        for (int code : new int[] {1, 24}) {
            byte[] many = new RecordWriter(64)
                    .octet(1)
                    .number(0)
                    .number(Integer.MAX_VALUE)
                    .octet(code)
                    .toArray();
            refused(many);
        }
        refused(new RecordWriter(64).octet(1).number(Integer.MAX_VALUE).toArray());
    }

    @Test
    void truncatedRecordsAreRefusedAtEachLength() {
        ByteBuffer whole = encoded(List.of(full(Payload.utf8(ODD)), plain()), OPS.subList(0, 12));
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer part = whole.duplicate().limit(length);
            String words = assertThrows(IllegalArgumentException.class, () -> BatchRecord.decode(part))
                    .getMessage();
            assertNotNull(words);
        }
    }

    @Test
    void damageIsRefusedOrReadButNothingElse() {
        Random random = new Random(42);
        byte[] whole = encoded(List.of(full(Payload.utf8(ODD)), plain()), OPS.subList(0, 12))
                .array();
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = round % 2 == 0 ? whole.clone() : new byte[random.nextInt(64)];
            if (round % 2 == 1) {
                random.nextBytes(bytes);
                if (bytes.length > 0) {
                    bytes[0] = 1;
                }
            }
            for (int flips = random.nextInt(4); flips >= 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                BatchRecord.decode(ByteBuffer.wrap(bytes));
            } catch (IllegalArgumentException e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    @Test
    void primitivesComeBack() {
        byte[] bytes = new RecordWriter(0)
                .number(-1)
                .number(Long.MIN_VALUE)
                .fixed(-2)
                .text(ODD)
                .bytes(Payload.copyOf(new byte[20_000]))
                .text("skip")
                .octet(255)
                .toArray();
        RecordReader in = new RecordReader(bytes);
        assertEquals(-1, in.number());
        assertEquals(Long.MIN_VALUE, in.number());
        assertEquals(-2, in.fixed());
        assertEquals(ODD, in.text());
        in.skipBytes();
        in.skipBytes();
        assertEquals(255, in.octet());
        assertTrue(!in.hasMore());
    }
}
