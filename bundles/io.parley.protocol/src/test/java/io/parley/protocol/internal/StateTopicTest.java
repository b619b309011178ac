package io.parley.protocol.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateTopicTest {

    private static final String CHARACTERS = "ab/%#+\0 2F5Bé";

    private static String random(Random random) {
        StringBuilder text = new StringBuilder("k");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    @Test
    void eachKeyOfEachGroupHasATopicOfItsOwnWithoutWildcards() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Optional<String> group = random.nextBoolean() ? Optional.of(random(random)) : Optional.empty();
            String key = random(random);
            Address topic = new StateTopic(group, Optional.empty()).value(key);
            assertEquals(new StateTopic(group, Optional.of(key)), StateTopic.ofValue(topic), topic.name());
            assertFalse(topic.name().matches("(?s).*[#+\0].*"), topic.name());
            assertTrue(StateTopic.isOne(topic));
        }
    }

    @Test
    void isOfTheSessionOrOfAGroup() {
        assertEquals(
                Address.session("s"),
                StateTopic.of(Address.topic("$state/session/k")).owner("s"));
        assertEquals(
                Address.group("a/b"),
                StateTopic.of(Address.topic("$state/group/a%2fb/#")).owner("s"));
        assertEquals(
                "$state/group/a%2Fb",
                StateTopic.of(Address.topic("$state/group/a%2fb/#")).whole().name());
        assertFalse(StateTopic.isOne(Address.queue("$state/session/k")));
        assertFalse(StateTopic.isOne(Address.topic("$stately/session/k")));
    }
}
