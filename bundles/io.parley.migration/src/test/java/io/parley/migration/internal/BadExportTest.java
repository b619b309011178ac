package io.parley.migration.internal;

import static io.parley.migration.internal.FullSession.DELIVERIES;
import static io.parley.migration.internal.FullSession.ID;
import static io.parley.migration.internal.Parley.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.migration.Migration;
import io.parley.api.migration.Migration.Way;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.SessionPart.Kind;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.protocol.Guarantee;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is no whole export of something that is allowed here is refused in words, and changes nothing. */
@Timeout(120)
class BadExportTest {

    private final Parley source = new Parley();
    private final Parley target = new Parley();

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private byte[] full() {
        FullSession.make(source);
        return source.export(ID);
    }

    private RefusedException refused(byte[] export) {
        long before = target.journal.end();
        RefusedException refused = assertThrows(
                RefusedException.class, () -> get(target.migration.importSession(new ByteArrayInputStream(export))));
        assertEquals(before, target.journal.end(), "something was written: " + refused.getMessage());
        assertFalse(target.sessions.find(ID).isPresent());
        return refused;
    }

    private void refused(byte[] export, Reason reason, String words) {
        RefusedException refused = refused(export);
        assertEquals(reason, refused.reason(), refused.getMessage());
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    @Test
    void truncatedAtEachByte() {
        byte[] export = full();
        for (int length = 0; length < export.length; length++) {
            assertEquals(Reason.INVALID, refused(Arrays.copyOf(export, length)).reason());
        }
        refused(Arrays.copyOf(export, export.length - 1), Reason.INVALID, "truncated");
        refused(new byte[0], Reason.INVALID, "begins with the letters PARLEYSN");
        target.restore(export);
        assertArrayEquals(export, target.export(ID), "what was refused left nothing behind");
    }

    @Test
    void changedAnywhere() {
        byte[] export = full();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int at = 0; at < export.length; at++) {
            byte[] changed = export.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            refused(changed);
        }
        for (int round = 0; round < 500; round++) {
            byte[] changed = export.clone();
            int from = random.nextInt(export.length);
            int to = Math.min(export.length, from + 1 + random.nextInt(64));
            byte[] noise = new byte[to - from];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, changed, from, noise.length);
            if (!Arrays.equals(changed, export)) {
                refused(changed);
            }
        }
        refused(Arrays.copyOf(export, export.length + 1), Reason.INVALID, "goes on behind its end");
    }

    /** Where each record begins, and the end. */
    private static List<Integer> records(byte[] export) {
        List<Integer> places = new ArrayList<>();
        for (int at = 10; at < export.length; at += 10 + ByteBuffer.wrap(export).getInt(at)) {
            places.add(at);
        }
        places.add(export.length);
        return places;
    }

    @Test
    void recordThatIsLeftOutOrSaidTwice() {
        byte[] export = full();
        List<Integer> places = records(export);
        int values = 0;
        for (int i = 1; i < places.size() - 2; i++) {
            int from = places.get(i);
            int to = places.get(i + 1);
            ByteBuffer without = ByteBuffer.allocate(export.length - (to - from));
            without.put(export, 0, from).put(export, to, export.length - to);
            RefusedException refused = refused(without.array());
            assertEquals(Reason.INVALID, refused.reason());
            values += refused.getMessage().contains("its checksum is not that of its content") ? 1 : 0;
            ByteBuffer twice = ByteBuffer.allocate(export.length + (to - from));
            twice.put(export, 0, to).put(export, from, export.length - from);
            assertEquals(Reason.INVALID, refused(twice.array()).reason());
        }
        assertTrue(values > 10, "whole records that nobody misses: " + values);
    }

    @Test
    void recordsInAnotherOrder() {
        byte[] export = full();
        List<Integer> places = records(export);
        int a = places.get(2);
        int b = places.get(3);
        int c = places.get(4);
        ByteBuffer other = ByteBuffer.allocate(export.length);
        other.put(export, 0, a).put(export, b, c - b).put(export, a, b - a).put(export, c, export.length - c);
        refused(other.array(), Reason.INVALID, "its checksum is not that of its content");
    }

    @Test
    void placesThatWereTakenForItAreFreeAgain() {
        byte[] export = full();
        target.create(ID);
        assertThrows(RefusedException.class, () -> target.restore(export));
        target.create("other");
        assertTrue(get(target.groups().join("other", "team")), "a group may have one member");
    }

    @Test
    void placesThatWereTakenBeforeAnotherOneWasMissingAreFreeAgain() {
        source.create(ID);
        get(source.groups().join(ID, "a"));
        get(source.groups().join(ID, "b"));
        byte[] export = source.export(ID);
        target.create("b1");
        get(target.groups().join("b1", "b"));
        refused(export, Reason.LIMIT, "group.members.max");
        target.create("a1");
        assertTrue(get(target.groups().join("a1", "a")));
    }

    /** An export that is whole, and says something else. */
    private static byte[] export(Consumer<ExportWriter> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExportWriter out = new ExportWriter(bytes, written -> {});
        out.begin();
        out.session(new Identity(ID, "anna", 1, Optional.empty()));
        content.accept(out);
        out.end();
        return bytes.toByteArray();
    }

    private static RecordWriter life(long expiry, long revision) {
        return new RecordWriter(64)
                .number(expiry)
                .number(1)
                .number(revision)
                .number(0)
                .number(1);
    }

    private static RecordWriter state(String key, long version, long revision, int size) {
        return new RecordWriter(64)
                .text(key)
                .number(version)
                .number(revision)
                .bytes(Payload.wrap(ByteBuffer.allocate(size)));
    }

    private static RecordWriter message(long sequence, int how) {
        RecordWriter out = new RecordWriter(64).number(sequence).number(how).integers(List.of());
        StoredMessage.plain(Message.to(Address.session(ID)).payload("x").build())
                .write(out);
        return out;
    }

    private void wrong(Reason reason, String words, Consumer<ExportWriter> content) {
        refused(
                export(out -> {
                    out.write(Kind.LIFE, life(100, 10));
                    content.accept(out);
                }),
                reason,
                words);
    }

    @Test
    void wholeButWrong() {
        refused(export(out -> {}), Reason.INVALID, "life is missing");
        refused(export(out -> out.write(Kind.LIFE, life(0, 0))), Reason.INVALID, "expiry is not 0");
        wrong(Reason.INVALID, "one record of its life", out -> out.write(Kind.LIFE, life(1, 1)));
        wrong(Reason.INVALID, "where it is is missing", out -> {});
        wrong(Reason.INVALID, "version", out -> out.write(Kind.STATE, state("k", 5, 4, 1)));
        wrong(Reason.INVALID, "version", out -> out.write(Kind.STATE, state("k", 5, 11, 1)));
        wrong(Reason.INVALID, "ends too early", out -> out.write(Kind.STATE, new RecordWriter(8).text("k")));
        wrong(Reason.LIMIT, "state.keys.max", out -> {
            for (int i = 1; i < 7; i++) {
                out.write(Kind.STATE, state("k" + i, i, i, 1));
            }
        });
        wrong(Reason.LIMIT, "import.max.mib", out -> out.write(Kind.STATE, state("k", 1, 1, 1 << 20)));
        wrong(Reason.INVALID, "token", out -> out.write(Kind.TOKENS, new RecordWriter(8).integers(List.of(0))));
        wrong(Reason.INVALID, "before its messages", out -> out.write(Kind.MESSAGE, message(0, 1)));
        inbox(Reason.INVALID, "out of order", 2, message(1, 1), message(1, 1));
        inbox(Reason.INVALID, "out of order", 2, message(2, 1));
        inbox(Reason.INVALID, "too far apart", 1L << 40, message(1, 1), message(1L << 39, 1));
        inbox(Reason.INVALID, "no guarantee", 2, message(1, 0));
        inbox(Reason.INVALID, "is received", 2, message(1, 1 | InboxKinds.RECEIVED));
        RecordWriter[] many = new RecordWriter[1_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = message(i, 1);
        }
        inbox(Reason.LIMIT, "inbox.max.messages", 5_000, many);
    }

    /** What the inbox's records say of how a message is delivered. */
    private static final class InboxKinds {
        private static final int RECEIVED = 8;
    }

    private void inbox(Reason reason, String words, long next, RecordWriter... messages) {
        wrong(reason, words, out -> {
            out.write(Kind.INBOX, new RecordWriter(8).number(next).number(0));
            for (RecordWriter message : messages) {
                out.write(Kind.MESSAGE, message);
            }
        });
    }

    @Test
    void sessionThatIsThereAlready() {
        byte[] export = full();
        target.create(ID);
        long before = target.journal.end();
        RefusedException refused = assertThrows(RefusedException.class, () -> target.restore(export));
        assertEquals(Reason.CONFLICT, refused.reason());
        assertEquals(before, target.journal.end());
        assertTrue(get(target.subscriptions.of(ID)).isEmpty());
    }

    @Test
    void storeThatCannotCommitTakesNothing() {
        byte[] export = full();
        target.journal.refuse("the disk is full");
        assertEquals(Reason.UNAVAILABLE, refused(export).reason());
        target.journal.resume();
        target.restore(export);
        assertArrayEquals(export, target.export(ID));
    }

    private RefusedException notExported(String id) {
        return assertThrows(
                RefusedException.class, () -> get(source.migration.exportSession(id, new ByteArrayOutputStream())));
    }

    @Test
    void sessionsThatAreNotExported() {
        assertEquals(Reason.NOT_FOUND, notExported("nobody").reason());
        Opened opened = source.open("held", "anna");
        assertEquals(Reason.CONFLICT, notExported("held").reason());
        source.detach(opened);
        get(source.sessions.open(new OpenRequest("short", "anna", false, Duration.ZERO, end -> {})));
        assertEquals(Reason.INVALID, notExported("short").reason());
    }

    @Test
    void streamThatFailsReleasesTheSession() {
        FullSession.make(source);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        RefusedException refused =
                assertThrows(RefusedException.class, () -> get(source.migration.exportSession(ID, broken)));
        assertTrue(refused.getMessage().contains("no space left"), refused.getMessage());
        source.detach(source.open(ID, "anna"));
        assertEquals(List.of(), source.migration.underWay());
    }

    @Test
    void whoeverComesMeanwhileWaits() throws InterruptedException {
        FullSession.make(source);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writing.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                bytes.write(b);
            }
        };
        CompletionStage<?> exported = source.migration.exportSession(ID, slow);
        writing.await();
        CompletableFuture<Opened> opened = source.sessions
                .open(new OpenRequest(ID, "anna", false, Duration.ofDays(1), end -> {}))
                .toCompletableFuture();
        source.publish("a/b", "later", Guarantee.AT_LEAST_ONCE);
        source.settle();
        assertFalse(opened.isDone(), "nobody has it while it is written down");
        assertEquals(
                List.of(ID + " " + Way.EXPORT),
                source.migration.underWay().stream()
                        .map(one -> one.session() + " " + one.way())
                        .toList());
        goOn.countDown();
        get(exported);
        get(opened);
        List<Migration> none = List.of();
        assertEquals(none, source.migration.underWay());
        target.restore(bytes.toByteArray());
        assertEquals("8 chosen AT_LEAST_ONCE []", last(target, DELIVERIES), "what came later is not in it");
        String later = last(source, DELIVERIES + 1);
        assertTrue(later.startsWith("9 later"), later);
    }

    private static String last(Parley at, int count) {
        List<String> got = new Client(at, ID, 100).got(count);
        return got.get(got.size() - 1);
    }
}
