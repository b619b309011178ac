package io.parley.migration.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.Moves.Parent;
import io.parley.engine.op.RecordReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads one export, a record at a time, and refuses whatever is not as it was written. For one thread. */
final class ExportReader {

    private static final int FRAME = 10;

    /** One record. */
    record Item(int kind, byte[] content) {}

    private final MessageDigest digest = ExportFormat.digest();
    private final DigestInputStream digesting;
    private final DataInputStream in;

    /** When the sessions were made that have come so far, by id. */
    private final Map<String, Long> known = new HashMap<>();

    private final long maxBytes;
    private final LongConsumer progress;
    private long records;
    private long bytes;

    /**
     * @param maxBytes the largest export that is taken
     * @param progress told of the bytes that have been read
     */
    ExportReader(InputStream from, long maxBytes, LongConsumer progress) {
        this.digesting = new DigestInputStream(from, digest);
        this.in = new DataInputStream(digesting);
        this.maxBytes = maxBytes;
        this.progress = progress;
    }

    /** Reads who the first session is. */
    Identity begin() {
        try {
            byte[] magic = in.readNBytes(ExportFormat.MAGIC.length);
            if (!Arrays.equals(magic, ExportFormat.MAGIC)) {
                throw refused("this is none: an export begins with the letters PARLEYSN");
            }
            int version = in.readUnsignedShort();
            if (version != ExportFormat.VERSION) {
                throw refused("it is of version " + version + "; this Parley reads version " + ExportFormat.VERSION);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        Item header = read();
        if (header.kind != ExportFormat.HEADER) {
            throw refused("it does not begin with who the session is");
        }
        return session(header);
    }

    /** Who the session is that the next records are about, as such a record says. Each but the first has its parent before it. */
    Identity session(Item header) {
        try {
            Identity session = identity(new RecordReader(header.content));
            boolean wanted =
                    known.isEmpty() || session.parent().filter(Parent::along).isPresent();
            if (!wanted || known.putIfAbsent(session.id(), session.created()) != null) {
                throw new IllegalArgumentException(
                        "session '" + session.id() + "' does not belong to one that comes before it");
            }
            return session;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw wrong(e);
        }
    }

    private Identity identity(RecordReader in) {
        String id = in.text();
        String principal = in.text();
        long created = in.number();
        Optional<Parent> parent = in.octet() == 0 ? Optional.empty() : Optional.of(parent(in.text(), in.number()));
        if (id.isEmpty() || id.length() > 65_535 || created < 0) {
            throw new IllegalArgumentException("the session has no proper id or beginning");
        }
        return new Identity(id, principal, created, parent);
    }

    private Parent parent(String id, long created) {
        return new Parent(id, created, Long.valueOf(created).equals(known.get(id)));
    }

    /** The next record; null at the end, when everything is as it was written and nothing follows. */
    Item next() {
        byte[] checksum = copyOfDigest();
        Item item = read();
        if (item.kind != ExportFormat.END) {
            return item;
        }
        try {
            RecordReader end = new RecordReader(item.content);
            if (end.number() != records - 1 || !Arrays.equals(end.bytes().toBytes(), checksum)) {
                throw refused("its checksum is not that of its content");
            }
            if (end.hasMore() || in.read() >= 0) {
                throw refused("it goes on behind its end");
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw wrong(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
        return null;
    }

    private byte[] copyOfDigest() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's SHA-256 can be copied", e);
        }
    }

    private Item read() {
        try {
            int length = in.readInt();
            bytes += length + (long) FRAME;
            if (length < 0) {
                throw refused("record " + records + " has a length of " + length);
            }
            if (bytes > maxBytes) {
                throw new RefusedException(
                        Reason.LIMIT,
                        "The export is refused: it is larger than the " + (maxBytes >> 20) + " MiB that are allowed ("
                                + Settings.PID + ": " + Settings.IMPORT_MAX + ")");
            }
            int kind = in.readUnsignedShort();
            byte[] content = in.readNBytes(length);
            if (content.length < length) {
                throw new EOFException();
            }
            if (in.readInt() != ExportFormat.check(kind, content)) {
                throw refused("record " + records + " was changed");
            }
            records++;
            progress.accept(bytes);
            return new Item(kind, content);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What the last record says cannot be understood. */
    RefusedException wrong(RuntimeException cause) {
        String why = cause instanceof BufferUnderflowException ? "it ends too early" : cause.getMessage();
        return new RefusedException(
                Reason.INVALID, "The export is refused: record " + (records - 1) + " is wrong: " + why, cause);
    }

    private RefusedException unreadable(IOException cause) {
        return cause instanceof EOFException
                ? refused("it is truncated, in record " + records)
                : new RefusedException(Reason.UNAVAILABLE, "The export cannot be read: " + cause, cause);
    }

    private static RefusedException refused(String why) {
        return new RefusedException(Reason.INVALID, "The export is refused: " + why);
    }
}
