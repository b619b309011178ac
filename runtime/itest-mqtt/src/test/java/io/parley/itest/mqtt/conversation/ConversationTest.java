package io.parley.itest.mqtt.conversation;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many random conversations. Each has a seed, which a failure tells with all that was said: {@code -Dparley.conversation.seed}
 * has that one again, {@code -Dparley.conversations} says how many there are.
 */
@ExtendWith(Shared.class)
final class ConversationTest {

    private static final int STEPS = 80;

    /** Clients of one version or of the other, or of both at once. */
    private static final Dialect[][] DIALECTS = {{Dialect.V311}, {Dialect.V5}, Dialect.values()};

    static LongStream seeds() {
        String seed = System.getProperty("parley.conversation.seed", "");
        if (!seed.isEmpty()) {
            return LongStream.of(Long.parseLong(seed));
        }
        return new Random().longs(Integer.getInteger("parley.conversations", 200));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(120)
    void isAsTheModelSays(long seed, Server server) {
        try (Broker broker = Broker.whole(server)) {
            Conversation conversation = new Conversation(broker, seed, DIALECTS[Math.floorMod(seed, DIALECTS.length)]);
            try {
                conversation.run(STEPS);
            } catch (AssertionError | RuntimeException e) {
                List<String> said = conversation.said();
                throw new AssertionError(e.getMessage() + "\nseed " + seed + ", after:\n" + String.join("\n", said), e);
            }
        }
    }
}
