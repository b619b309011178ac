package io.parley.migration.internal.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a call, and its answer, look like on the connection: one call each. */
final class Wire {

    static final int OFFER = 1;
    static final int OUTCOME = 2;
    static final int FOLLOW = 3;
    static final int SETTLE = 4;

    static final int DONE = 0;
    static final int FAILED = 1;

    /** Of an id, in UTF-8. */
    static final int LONGEST_TEXT = 256 * 1024;

    static final int MOST_FOLLOWING = 64;
    static final int LARGEST_MESSAGE = 256 * 1024 * 1024;

    private static final int CHUNK = 32 * 1024;

    private Wire() {}

    static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(DataInputStream in) throws IOException {
        return new String(bytes(in, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException(length + " bytes are announced; at most " + most + " are allowed");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended");
        }
        return bytes;
    }

    /** Writes in chunks, whose end is told apart from a connection that ends: {@link #end} is not a part of closing. */
    static final class Chunks extends OutputStream {

        private final DataOutputStream out;
        private final byte[] chunk = new byte[CHUNK];
        private int size;

        Chunks(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            if (size == CHUNK) {
                send();
            }
            chunk[size++] = (byte) one;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            for (int done = 0; done < count; ) {
                if (size == CHUNK) {
                    send();
                }
                int some = Math.min(count - done, CHUNK - size);
                System.arraycopy(bytes, from + done, chunk, size, some);
                size += some;
                done += some;
            }
        }

        private void send() throws IOException {
            out.writeInt(size);
            out.write(chunk, 0, size);
            size = 0;
        }

        /** Nothing more comes. */
        void end() throws IOException {
            if (size > 0) {
                send();
            }
            out.writeInt(0);
            out.flush();
        }
    }

    /** Reads chunks up to their end. */
    static final class Unchunked extends InputStream {

        private final DataInputStream in;
        private int rest;
        private boolean ended;

        Unchunked(DataInputStream in) {
            this.in = in;
        }

        private boolean more() throws IOException {
            if (rest == 0 && !ended) {
                rest = in.readInt();
                if (rest < 0 || rest > CHUNK) {
                    throw new IOException("a chunk of " + rest + " bytes is announced");
                }
                ended = rest == 0;
            }
            return !ended;
        }

        @Override
        public int read() throws IOException {
            if (!more()) {
                return -1;
            }
            rest--;
            return in.readUnsignedByte();
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int got = in.read(bytes, from, Math.min(count, rest));
            if (got < 0) {
                throw new IOException("the connection ended");
            }
            rest -= got;
            return got;
        }
    }
}
