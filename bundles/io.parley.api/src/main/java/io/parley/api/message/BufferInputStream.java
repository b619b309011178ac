package io.parley.api.message;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Reads buffers one after another. For one thread, like every stream. */
final class BufferInputStream extends InputStream {

    private final Iterator<ByteBuffer> rest;
    private ByteBuffer current = ByteBuffer.allocate(0);

    BufferInputStream(List<ByteBuffer> buffers) {
        rest = buffers.iterator();
    }

    @Override
    public int read() {
        return advance() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, current.remaining());
        current.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return current.remaining();
    }

    private boolean advance() {
        while (!current.hasRemaining()) {
            if (!rest.hasNext()) {
                return false;
            }
            current = rest.next();
        }
        return true;
    }
}
