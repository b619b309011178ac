package io.parley.bench.trial;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import java.nio.ByteBuffer;

/** Messages with a number in front of their payload. */
final class Numbered {

    private Numbered() {}

    /** @param bytes of the payload, the number included: 8 or more */
    static MessageBuilder message(Address queue, long number, int bytes) {
        return Message.to(queue).payload(Payload.wrap(ByteBuffer.allocate(bytes).putLong(0, number)));
    }

    static long number(Message message) {
        return ByteBuffer.wrap(message.payload().toBytes()).getLong();
    }
}
