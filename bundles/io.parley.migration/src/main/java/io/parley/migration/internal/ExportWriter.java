package io.parley.migration.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Moves.Came;
import io.parley.engine.contract.Moves.Identity;
import io.parley.engine.contract.SessionPart.Kind;
import io.parley.engine.contract.SessionPart.Records;
import io.parley.engine.op.RecordWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** Writes one export, a record at a time. For one thread. */
final class ExportWriter implements Records {

    private static final int FRAME = 10;

    private final MessageDigest digest = ExportFormat.digest();
    private final DataOutputStream out;
    private final LongConsumer progress;
    private long records;
    private long messages;
    private long bytes;

    /** @param progress told of the bytes that have been written */
    ExportWriter(OutputStream to, LongConsumer progress) {
        this.out = new DataOutputStream(new DigestOutputStream(to, digest));
        this.progress = progress;
    }

    void begin() {
        try {
            out.write(ExportFormat.MAGIC);
            out.writeShort(ExportFormat.VERSION);
        } catch (IOException e) {
            throw failed(e);
        }
        bytes = ExportFormat.MAGIC.length + 2;
    }

    /** What follows is about that session. */
    void session(Identity session) {
        RecordWriter header = new RecordWriter(64)
                .text(session.id())
                .text(session.principal())
                .number(session.created())
                .octet(session.parent().isPresent() ? 1 : 0);
        session.parent().ifPresent(parent -> header.text(parent.id()).number(parent.created()));
        write(ExportFormat.HEADER, header.toArray());
    }

    /** A move by which the session that was written last came, and what has followed it. */
    void came(Came move) {
        write(
                ExportFormat.CAME,
                new RecordWriter(64).text(move.move()).number(move.below()).toArray());
    }

    @Override
    public void write(Kind kind, RecordWriter content) {
        messages += kind == Kind.MESSAGE ? 1 : 0;
        write(kind.number(), content.toArray());
    }

    /** No more records come. */
    void end() {
        Payload checksum = Payload.wrap(ByteBuffer.wrap(digest.digest()));
        write(
                ExportFormat.END,
                new RecordWriter(64).number(records).bytes(checksum).toArray());
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void write(int kind, byte[] content) {
        try {
            out.writeInt(content.length);
            out.writeShort(kind);
            out.write(content);
            out.writeInt(ExportFormat.check(kind, content));
        } catch (IOException e) {
            throw failed(e);
        }
        records++;
        bytes += content.length + FRAME;
        progress.accept(bytes);
    }

    private static RefusedException failed(IOException cause) {
        return new RefusedException(Reason.UNAVAILABLE, "The export cannot be written: " + cause, cause);
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }
}
