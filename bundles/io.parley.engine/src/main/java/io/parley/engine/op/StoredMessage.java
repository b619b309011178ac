package io.parley.engine.op;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message as the journal and the view hold it.
 *
 * @param message its payload is the stored one
 * @param atRest how that was encoded; empty when it is as the sender gave it
 */
public record StoredMessage(Message message, Optional<AtRest> atRest) {

    private static final int CONTENT_TYPE = 1;
    private static final int ENCODINGS = 1 << 1;
    private static final int HEADERS = 1 << 2;
    private static final int PRIORITY = 1 << 3;
    private static final int ORDERING_KEY = 1 << 4;
    private static final int EXPIRES = 1 << 5;
    private static final int DELIVER = 1 << 6;
    private static final int CORRELATION = 1 << 7;
    private static final int CAUSATION = 1 << 8;
    private static final int REPLY_TO = 1 << 9;
    private static final int AT_REST = 1 << 10;
    private static final int KNOWN = (AT_REST << 1) - 1;

    private static final Address.Kind[] KINDS = Address.Kind.values();

    /** As the sender gave it; where that is a {@link StreamedPayload}, with the places of its chunks. */
    public static StoredMessage plain(Message message) {
        if (message.payload() instanceof StreamedPayload streamed) {
            Message placed = message.with().payload(streamed.places()).build();
            return new StoredMessage(placed, Optional.of(new AtRest(AtRest.CHUNKS, 1, streamed.size())));
        }
        return new StoredMessage(message, Optional.empty());
    }

    /** Whether the stored payload just says where the chunks are. */
    public boolean streamed() {
        return atRest.isPresent() && atRest.get().compressor().equals(AtRest.CHUNKS);
    }

    /** How many bytes the journal has of its payload: as compressed as it is, and of a {@link #streamed} one all chunks. */
    public long storedBytes() {
        return streamed() ? atRest.orElseThrow().size() : message.payload().size();
    }

    /** The payload of a {@link #streamed} one. */
    public StreamedPayload chunks(StreamedPayload.Chunks from) {
        return StreamedPayload.at(message.payload(), atRest.orElseThrow().size(), from);
    }

    /** The position of the first chunk of a {@link #streamed} one. */
    public long oldestChunk() {
        return StreamedPayload.oldest(message.payload());
    }

    /**
     * The message with its payload compressed; a streamed one stays as it is, since its chunks are stored already.
     *
     * @param name of the compressor, by which it is found again
     */
    public static StoredMessage compressed(Message message, String name, Compressor compressor) throws PluginException {
        if (message.payload().streamed()) {
            return plain(message);
        }
        AtRest atRest = new AtRest(name, compressor.version(), message.payload().size());
        Message encoded =
                message.with().payload(compressor.compress(message.payload())).build();
        return new StoredMessage(encoded, Optional.of(atRest));
    }

    /** Writes what {@link #read} reads. */
    public void write(RecordWriter out) {
        out.number(flags())
                .fixed(message.id().getMostSignificantBits())
                .fixed(message.id().getLeastSignificantBits())
                .number(message.timeMillis());
        address(out, message.address());
        // A lambda for each field that most messages do not have would be made for each message.
        if (atRest.isPresent()) {
            AtRest rest = atRest.get();
            out.text(rest.compressor()).number(rest.version()).number(rest.size());
        }
        if (message.contentType().isPresent()) {
            out.text(message.contentType().get());
        }
        if (!message.contentEncodings().isEmpty()) {
            out.number(message.contentEncodings().size());
            message.contentEncodings().forEach(out::text);
        }
        if (!message.headers().isEmpty()) {
            out.number(message.headers().size());
            message.headers().forEach(header -> out.text(header.name()).text(header.value()));
        }
        if (message.priority() != Message.DEFAULT_PRIORITY) {
            out.octet(message.priority());
        }
        if (message.orderingKey().isPresent()) {
            out.text(message.orderingKey().get());
        }
        if (message.expiresAtMillis() != 0) {
            out.number(message.expiresAtMillis());
        }
        if (message.deliverAtMillis() != 0) {
            out.number(message.deliverAtMillis());
        }
        if (message.correlationId().isPresent()) {
            out.text(message.correlationId().get());
        }
        if (message.causationId().isPresent()) {
            UUID id = message.causationId().get();
            out.fixed(id.getMostSignificantBits()).fixed(id.getLeastSignificantBits());
        }
        if (message.replyTo().isPresent()) {
            address(out, message.replyTo().get());
        }
        out.bytes(message.payload());
    }

    private int flags() {
        return flag(CONTENT_TYPE, message.contentType().isPresent())
                | flag(ENCODINGS, !message.contentEncodings().isEmpty())
                | flag(HEADERS, !message.headers().isEmpty())
                | flag(PRIORITY, message.priority() != Message.DEFAULT_PRIORITY)
                | flag(ORDERING_KEY, message.orderingKey().isPresent())
                | flag(EXPIRES, message.expiresAtMillis() != 0)
                | flag(DELIVER, message.deliverAtMillis() != 0)
                | flag(CORRELATION, message.correlationId().isPresent())
                | flag(CAUSATION, message.causationId().isPresent())
                | flag(REPLY_TO, message.replyTo().isPresent())
                | flag(AT_REST, atRest.isPresent());
    }

    private static int flag(int flag, boolean set) {
        return set ? flag : 0;
    }

    private static void address(RecordWriter out, Address address) {
        out.octet(address.kind().ordinal()).text(address.name());
    }

    private static Address address(RecordReader in) {
        return new Address(in.oneOf(KINDS), in.text());
    }

    /** Reads one message. */
    public static StoredMessage read(RecordReader in) {
        int flags = in.integer();
        if ((flags & ~KNOWN) != 0) {
            throw new IllegalArgumentException("Unknown fields (" + Integer.toHexString(flags & ~KNOWN)
                    + ") of a message; a newer Parley wrote this record, or it is damaged");
        }
        UUID id = new UUID(in.fixed(), in.fixed());
        long time = in.number();
        MessageBuilder message = Message.to(address(in)).id(id).timeMillis(time);
        Optional<AtRest> atRest = (flags & AT_REST) != 0
                ? Optional.of(new AtRest(in.text(), in.integer(), in.number()))
                : Optional.empty();
        if ((flags & CONTENT_TYPE) != 0) {
            message.contentType(in.text());
        }
        if ((flags & ENCODINGS) != 0) {
            message.contentEncodings(texts(in));
        }
        if ((flags & HEADERS) != 0) {
            message.headers(headers(in));
        }
        if ((flags & PRIORITY) != 0) {
            message.priority(in.octet());
        }
        if ((flags & ORDERING_KEY) != 0) {
            message.orderingKey(in.text());
        }
        if ((flags & EXPIRES) != 0) {
            message.expiresAtMillis(in.number());
        }
        if ((flags & DELIVER) != 0) {
            message.deliverAtMillis(in.number());
        }
        if ((flags & CORRELATION) != 0) {
            message.correlationId(in.text());
        }
        if ((flags & CAUSATION) != 0) {
            message.causationId(new UUID(in.fixed(), in.fixed()));
        }
        if ((flags & REPLY_TO) != 0) {
            message.replyTo(address(in));
        }
        return new StoredMessage(message.payload(in.bytes()).build(), atRest);
    }

    private static List<String> texts(RecordReader in) {
        int count = in.integer();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.text());
        }
        return texts;
    }

    private static Headers headers(RecordReader in) {
        int count = in.integer();
        List<Headers.Header> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            headers.add(new Headers.Header(in.text(), in.text()));
        }
        return Headers.of(headers);
    }
}
