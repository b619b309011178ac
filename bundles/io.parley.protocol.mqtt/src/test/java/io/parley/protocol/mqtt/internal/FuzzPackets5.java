package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Packets, settings and messages for conversations in MQTT 5, all by chance and most of them right. */
final class FuzzPackets5 {

    private static final List<String> TEXTS = List.of("", "x", "ü", "\uD83D\uDE00", "a/b", "parley-priority", "9", "1");

    private FuzzPackets5() {}

    static Map<String, String> settings(Random random) {
        Map<String, String> settings = new HashMap<>();
        for (String flag : List.of(
                Settings.RETAIN, Settings.WILDCARDS, Settings.IDENTIFIERS, Settings.SHARED, Settings.FORMAT_CHECK)) {
            settings.put(flag, Boolean.toString(random.nextInt(4) > 0));
        }
        if (random.nextInt(4) == 0) {
            settings.put(Settings.PUBLISH_RATE, "2");
        }
        if (random.nextInt(4) == 0) {
            settings.put(Settings.IDLE, "2");
        }
        settings.put(Settings.TOPIC_ALIASES, Integer.toString(random.nextInt(4)));
        settings.put(Settings.MAXIMUM_QOS, Integer.toString(Math.min(2, random.nextInt(6))));
        return settings;
    }

    static byte[] connect(Random random) {
        byte[] wishes = Packets.join(
                random.nextBoolean() ? Packets5.u16(33, 1 + random.nextInt(5)) : new byte[0],
                random.nextBoolean() ? Packets5.u16(34, random.nextInt(4)) : new byte[0],
                random.nextInt(4) == 0 ? Packets5.u32(39, 1 + random.nextInt(60)) : new byte[0],
                random.nextInt(4) == 0 ? Packets5.text(21, "M") : new byte[0],
                random.nextBoolean() ? Packets5.u32(17, random.nextInt(3)) : new byte[0],
                random.nextInt(4) == 0 ? Packets5.u8(23, 0) : new byte[0]);
        if (random.nextInt(3) > 0) {
            return Packets5.connect(
                    random.nextInt(4) == 0 ? "" : "me", random.nextBoolean(), random.nextInt(3), wishes);
        }
        return Packets5.connect(
                6 | random.nextInt(3) << 3 | random.nextInt(2) << 5,
                0,
                Packets5.properties(wishes),
                Packets.text("me"),
                Packets5.properties(some(random, 24, 1, 2, 3, 8, 9, 38)),
                Packets.text("will"),
                Packets.text("gone"));
    }

    static byte[] some(Random random) {
        int id = random.nextInt(6);
        String topic = List.of("t", "a/b/c/d", "$queue/q", "", "ü", "a/+", "$SYS/x", "$share/g/t/#")
                .get(random.nextInt(8));
        int code = List.of(0, 0, 0, 0x10, 0x80, 0x92, 0x97, 4, 0x18, 0x19).get(random.nextInt(10));
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 ->
                Packets5.publish(
                        random.nextInt(3),
                        id,
                        topic,
                        "payload",
                        random.nextBoolean() ? some(random, 1, 2, 3, 8, 9, 35, 38) : new byte[0]);
            case 4 -> Packets5.ack(0x40, id + random.nextInt(2) * 61_440, code);
            case 5 -> Packets5.ack(0x50, id, code, Packets5.properties(some(random, 31, 38)));
            case 6 -> Packets.pubrel(id);
            case 7 -> Packets.pubcomp(id);
            case 8 ->
                Packets5.subscribe(id, Packets5.properties(some(random, 11, 38)), topic, random.nextInt(64), "#", 1);
            case 9 -> Packets5.unsubscribe(id, topic, "a/#");
            case 10 -> random.nextInt(5) == 0 ? Packets5.disconnect(code, some(random, 17, 31, 38)) : Packets.pingreq();
            case 11 -> Packets5.auth(code, Packets5.text(21, "M"), some(random, 22, 31, 38));
            case 12 -> random.nextInt(5) == 0 ? connect(random) : Packets.puback(id);
            default -> Packets.pubrec(id);
        };
    }

    /** Up to three properties of those. */
    private static byte[] some(Random random, int... of) {
        byte[] all = {};
        for (int i = random.nextInt(4); i > 0; i--) {
            int property = of[random.nextInt(of.length)];
            all = Packets.join(
                    all,
                    switch (property) {
                        case 1 -> Packets5.u8(property, random.nextInt(2));
                        case 35 -> Packets5.u16(property, random.nextInt(4));
                        case 2, 17, 24 -> Packets5.u32(property, random.nextInt(3));
                        case 11 -> Packets.join(Packets.u8(property), Packets5.varint(random.nextInt(300)));
                        case 38 -> Packets5.user(text(random), text(random));
                        default -> Packets5.text(property, text(random));
                    });
        }
        return all;
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    static Message message(Random random) {
        MessageBuilder message = Message.to(Address.topic("some/topic/" + random.nextInt(9)));
        if (random.nextBoolean()) {
            message.contentType("text/plain")
                    .correlationId("c")
                    .replyTo(Address.queue("q"))
                    .priority(7)
                    .orderingKey("\uD800")
                    .expiresAtMillis(1_700_000_000_000L + random.nextInt(3_000) - 1_000)
                    .addHeader("mqtt.correlation-data", "no base64!")
                    .addHeader("mqtt.payload-format", "1")
                    .addHeader("mqtt.content-type", "")
                    .addHeader("a\0b", "x")
                    .addHeader(text(random), text(random));
        }
        return message.payload("x".repeat(random.nextInt(100))).build();
    }
}
