package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Protocol.Detection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Recognises MQTT, of any version, by the start of a CONNECT packet: its first byte, a length, the protocol's name. */
final class Detector {

    private static final int CONNECT = 0x10;
    private static final int MAX_LENGTH_BYTES = 4;
    private static final byte[] NAME = "\0\4MQTT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OLD_NAME = "\0\6MQIsdp".getBytes(StandardCharsets.US_ASCII);

    private Detector() {}

    static Detection detect(ByteBuffer first) {
        if (!first.hasRemaining()) {
            return Detection.UNSURE;
        }
        if (first.get() != CONNECT) {
            return Detection.NO;
        }
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            if (!first.hasRemaining()) {
                return Detection.UNSURE;
            }
            if (first.get() >= 0) {
                return name(first);
            }
        }
        return Detection.NO;
    }

    private static Detection name(ByteBuffer rest) {
        Detection current = matches(rest, NAME);
        return current == Detection.NO ? matches(rest, OLD_NAME) : current;
    }

    private static Detection matches(ByteBuffer rest, byte[] name) {
        int there = Math.min(rest.remaining(), name.length);
        for (int i = 0; i < there; i++) {
            if (rest.get(rest.position() + i) != name[i]) {
                return Detection.NO;
            }
        }
        return there == name.length ? Detection.YES : Detection.UNSURE;
    }
}
