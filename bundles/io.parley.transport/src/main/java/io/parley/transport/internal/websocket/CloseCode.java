package io.parley.transport.internal.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Codes of close frames (RFC 6455, section 7.4). */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int NOT_ACCEPTABLE = 1003;
    static final int BAD_TEXT = 1007;
    static final int TOO_BIG = 1009;

    private CloseCode() {}

    /** What to answer a client's close frame with: its own code, if the frame is as it must be. */
    static int answer(byte[] content) {
        if (content.length == 0) {
            return NORMAL;
        } else if (content.length == 1) {
            return PROTOCOL_ERROR;
        }
        int code = (content[0] & 0xFF) << 8 | content[1] & 0xFF;
        if (!mayBeSent(code)) {
            return PROTOCOL_ERROR;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 2, content.length - 2));
            return code;
        } catch (CharacterCodingException e) {
            return BAD_TEXT;
        }
    }

    private static boolean mayBeSent(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
