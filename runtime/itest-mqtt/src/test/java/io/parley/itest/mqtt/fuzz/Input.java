package io.parley.itest.mqtt.fuzz;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What the fuzzer's bytes mean: two bytes of a header, then what clients send, with {@link Step steps} in between, each of
 * them written as two bytes with which no packet begins: 0xff, and 0xf0 plus the step's number.
 */
final class Input {

    /** How a connection begins, before its client sends the input's own bytes. */
    enum Opening {
        NOTHING,
        CONNECT_311,
        CONNECT_5,
        /** Of 5.0 in a session that lasts, with properties and a will. */
        CONNECT_5_LASTING
    }

    /** How the transport cuts what comes. */
    enum Cut {
        NOWHERE,
        EVERYWHERE,
        SOMEWHERE,
        IN_HALVES
    }

    /** What happens between bytes. */
    enum Step {
        CLIENT_0,
        CLIENT_1,
        CLIENT_2,
        CLIENT_3,
        /** The network breaks. */
        BREAK,
        /** The client connects anew. */
        CONNECT,
        /** The client takes no more of what it is sent. */
        FULL,
        /** It does again. */
        WRITABLE,
        /** The server has time for what it has begun. */
        REST,
        /** The server stops. */
        GO_AWAY,
        /** The protocol's bundle is replaced. */
        REPLACE,
        /** All timers expire. */
        ELAPSE
    }

    static final int CLIENTS = 4;
    static final int ESCAPE = 0xff;
    static final int STEP = 0xf0;

    /** In the second byte of the header. */
    static final int STRICT = 4;

    private static final Step[] STEPS = Step.values();

    /** More of them say nothing new, and take their time. */
    private static final int MOST_STEPS = 40;

    private final ByteBuffer bytes;
    private final int openings;
    private final int manner;
    private final Random random;
    private int steps;

    Input(byte[] all) {
        bytes = ByteBuffer.wrap(all);
        openings = next();
        manner = next();
        random = new Random(manner);
    }

    private int next() {
        return bytes.hasRemaining() ? bytes.get() & 0xff : 0;
    }

    /** How that client begins. */
    Opening opening(int client) {
        return Opening.values()[openings >> 2 * client & 3];
    }

    /** Whether the listener allows little. */
    boolean strict() {
        return (manner & STRICT) != 0;
    }

    /** Where a piece of that many bytes is cut, from 1 to all. */
    int cut(int size) {
        return switch (Cut.values()[manner & 3]) {
            case NOWHERE -> size;
            case EVERYWHERE -> 1;
            case SOMEWHERE -> 1 + random.nextInt(size);
            case IN_HALVES -> (size + 1) / 2;
        };
    }

    /** Whether anything is left. */
    boolean more() {
        return bytes.hasRemaining();
    }

    /** The step that is next; null where bytes are. */
    Step step() {
        int at = bytes.position();
        if (steps == MOST_STEPS || !isStep(at)) {
            return null;
        }
        bytes.position(at + 2);
        steps++;
        return STEPS[bytes.get(at + 1) & 0xf];
    }

    private boolean isStep(int at) {
        return at + 1 < bytes.limit()
                && (bytes.get(at) & 0xff) == ESCAPE
                && (bytes.get(at + 1) & 0xf0) == STEP
                && (bytes.get(at + 1) & 0xf) < STEPS.length;
    }

    /** The bytes up to the next step. */
    byte[] piece() {
        int from = bytes.position();
        int to = from + 1;
        while (to < bytes.limit() && (steps == MOST_STEPS || !isStep(to))) {
            to++;
        }
        byte[] piece = new byte[to - from];
        bytes.get(piece);
        return piece;
    }
}
