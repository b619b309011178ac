package io.parley.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void textIsShownAndCut() {
        assertEquals("Hello, Žofie", Terminal.text(Payload.utf8("Hello, Žofie"), 20));
        assertEquals("Hello…", Terminal.text(Payload.utf8("Hello, all"), 5));
        assertEquals("", Terminal.text(Payload.empty(), 5));
    }

    @Test
    void whatIsNoTextIsOnlyCounted() {
        assertEquals("(2 bytes)", Terminal.text(Payload.wrap(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff})), 20));
        assertEquals("(1000 bytes)", Terminal.text(Payload.utf8("x".repeat(1_000)), 20));
    }

    @Test
    void nothingReachesTheTerminalThatCouldSteerIt() {
        assertEquals("a?[31mb?c", Terminal.text(Payload.utf8("a\u001b[31mb\nc"), 20));
    }
}
