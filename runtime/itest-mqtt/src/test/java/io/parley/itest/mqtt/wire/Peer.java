package io.parley.itest.mqtt.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A client that says what the test writes, and sees what the test expects. Texts are those of {@link Bytes}, in the
 * client's {@link Dialect}, with arguments as {@link String#format} puts them in. For one thread.
 */
public final class Peer implements AutoCloseable {

    private static final int DISCONNECT = 0xe0;
    private static final int CONNACK = 0x20;

    private final Wire wire;
    private final Dialect dialect;
    private final String prefix;
    private final Duration patience;

    /**
     * @param prefix what {@code ~} stands for
     * @param patience how long it waits for something to come
     */
    public Peer(Wire wire, Dialect dialect, String prefix, Duration patience) {
        this.wire = wire;
        this.dialect = dialect;
        this.prefix = prefix;
        this.patience = patience;
    }

    /** Sends these bytes. */
    public Peer send(String text, Object... arguments) {
        wire.send(Bytes.of(written(text, arguments), prefix));
        return this;
    }

    /** The next bytes are these; the packet id of a {@code ##} in them, -1 without one. */
    public int sees(String text, Object... arguments) {
        String written = written(text, arguments);
        int[] pattern = Bytes.pattern(written, prefix);
        byte[] seen = new byte[pattern.length];
        int captured = -1;
        for (int i = 0; i < pattern.length; i++) {
            int read = i;
            int next = next(() -> "of '" + brief(written) + "', after " + Bytes.hex(Arrays.copyOf(seen, read)));
            if (next < 0) {
                throw new AssertionError("The server closed the connection within '%s', after %s"
                        .formatted(brief(written), Bytes.hex(Arrays.copyOf(seen, i))));
            }
            seen[i] = (byte) next;
            if (pattern[i] != Bytes.ANY && pattern[i] != next) {
                throw new AssertionError("Expected '%s', and it begins with %s"
                        .formatted(brief(written), Bytes.hex(Arrays.copyOf(seen, i + 1))));
            }
            if (captured < 0 && pattern[i] == Bytes.ANY && i > 0 && pattern[i - 1] == Bytes.ANY) {
                captured = (seen[i - 1] & 0xff) << 8 | next;
            }
        }
        return captured;
    }

    /** The next packets are these, in any order: a server may send what a subscription leads to before its SUBACK. */
    public void seesAll(String... packets) {
        List<int[]> missing = new ArrayList<>();
        for (String packet : packets) {
            missing.add(Bytes.pattern(dialect.text(packet), prefix));
        }
        while (!missing.isEmpty()) {
            Packet packet = packet();
            if (!missing.removeIf(pattern -> packet.matches(pattern))) {
                throw new AssertionError("Expected one of %s: %s".formatted(List.of(packets), packet));
            }
        }
    }

    /** The next packet, whatever it is. */
    public Packet packet() {
        return packetOrEnd()
                .orElseThrow(() -> new AssertionError("The server closed the connection instead of sending a packet"));
    }

    /** The next packet, whatever it is; empty when the server has closed the connection instead. */
    public Optional<Packet> packetOrEnd() {
        int first = next(() -> "of a packet");
        if (first < 0) {
            return Optional.empty();
        }
        int length = 0;
        for (int shift = 0, part = 0x80; part > 0x7f; shift += 7) {
            part = next(() -> "of a remaining length");
            length |= (part & 0x7f) << shift;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (body.size() < length) {
            body.write(next(() -> "of the body of a packet"));
        }
        return Optional.of(new Packet(first, body.toByteArray()));
    }

    /** The next packet is a CONNACK that accepts; its properties. */
    public Map<Integer, List<Object>> accepted(boolean sessionPresent) {
        int flags = sessionPresent ? 1 : 0;
        if (dialect == Dialect.V311) {
            sees("20 { %02x 00 }", flags);
            return Map.of();
        }
        Packet connack = packet();
        if (connack.first() != CONNACK || connack.at(0) != flags || connack.at(1) != 0) {
            throw new AssertionError("Expected a CONNACK with flags " + flags + " and reason 0: " + connack);
        }
        return connack.properties(2);
    }

    /** The next packet is a CONNACK that refuses, with that code of the client's version, and the connection ends. */
    public void refused(int code311, int code5) {
        if (dialect == Dialect.V311) {
            sees("20 { 00 %02x }", code311);
        } else {
            Packet connack = packet();
            if (connack.first() != CONNACK || connack.at(0) != 0 || connack.at(1) != code5) {
                throw new AssertionError("Expected a CONNACK with reason 0x%02x: %s".formatted(code5, connack));
            }
        }
        end();
    }

    /** The CONNECT is malformed: the connection ends, in 5.0 with that reason in a CONNACK. */
    public void rejected(int code5) {
        if (dialect == Dialect.V311) {
            closed();
        } else {
            refused(0, code5);
        }
    }

    /**
     * The connection ends for that reason: at once in 3.1.1, with a DISCONNECT in 5.0. A PINGREQ goes out before the look,
     * so that a server that goes on is seen to do so.
     */
    public void thrownOut(int reason) {
        send("c0 00");
        if (dialect == Dialect.V5) {
            Packet packet = packet();
            if (packet.first() != DISCONNECT || packet.body().length == 0 || packet.at(0) != reason) {
                throw new AssertionError("Expected a DISCONNECT with reason 0x%02x: %s".formatted(reason, packet));
            }
        }
        end();
    }

    /** The connection ends, and nothing comes before. */
    public void closed() {
        send("c0 00");
        end();
    }

    /** The server closes the connection, and sends nothing before. */
    public void end() {
        int next = next(() -> "or the end of the connection");
        if (next >= 0) {
            throw new AssertionError(
                    "Expected the end of the connection, and a packet begins with 0x%02x".formatted(next));
        }
    }

    /** The server is there and has sent nothing else: a PINGREQ is answered next. */
    public void alive() {
        send("c0 00");
        sees("d0 00");
    }

    private int next(Supplier<String> what) {
        try {
            return wire.read(patience);
        } catch (IOException e) {
            throw new AssertionError("Waited in vain for a byte " + what.get(), e);
        }
    }

    private static String brief(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    private String written(String text, Object... arguments) {
        return dialect.text(arguments.length == 0 ? text : text.formatted(arguments));
    }

    /** Breaks the connection without a word. */
    @Override
    public void close() {
        wire.close();
    }
}
