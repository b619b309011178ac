package io.parley.transport.internal;

import io.parley.spi.protocol.Protocol.Detection;
import java.nio.ByteBuffer;
import java.util.List;

/** Finds out by its first bytes which of a listener's protocols a client speaks. */
final class Detector {

    /** A protocol that cannot be told from so many bytes never will be. */
    private static final int ENOUGH = 1024;

    private Detector() {}

    /** What is known. */
    enum Outcome {
        FOUND,
        MORE_BYTES_NEEDED,
        /** It may be one that is not running now. */
        ONE_IS_ABSENT,
        UNKNOWN
    }

    /** @param name of the protocol where it was found, otherwise of an absent one or empty */
    record Result(Outcome outcome, String name) {}

    /** Whether all that would be asked may be called on a socket's thread. */
    static boolean inline(List<String> names, Routing routing) {
        return names.stream().map(routing::protocol).allMatch(ref -> ref == null || ref.inline());
    }

    /** The first of the names whose protocol knows the bytes. An earlier one that is still unsure comes first. */
    static Result detect(List<String> names, Routing routing, byte[] first) {
        String absent = null;
        for (String name : names) {
            ProtocolRef ref = routing.protocol(name);
            if (ref == null) {
                absent = name;
                continue;
            }
            Detection detection = ref.protocol().detect(ByteBuffer.wrap(first).asReadOnlyBuffer());
            if (detection == Detection.YES) {
                return new Result(Outcome.FOUND, name);
            }
            if (detection == Detection.UNSURE && first.length < ENOUGH) {
                return new Result(Outcome.MORE_BYTES_NEEDED, "");
            }
        }
        return absent != null ? new Result(Outcome.ONE_IS_ABSENT, absent) : new Result(Outcome.UNKNOWN, "");
    }
}
