package io.parley.itest.mqtt.wire;

/** A version of MQTT, for packets that both versions have. */
public enum Dialect {
    V311(4),
    V5(5);

    private final int level;

    Dialect(int level) {
        this.level = level;
    }

    /**
     * The bytes of such a text.
     *
     * @param prefix what {@code ~} stands for
     */
    public byte[] bytes(String text, String prefix) {
        return Bytes.of(text(text), prefix);
    }

    /**
     * A text for {@link Peer#send} in this version: {@code L} is the protocol level, {@code P} no properties, {@code R}
     * success where only version 5 has a reason code. Each stands alone between blanks or brackets.
     */
    String text(String text) {
        boolean five = this == V5;
        StringBuilder out = new StringBuilder(text.length() + 8);
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            switch (quoted ? ' ' : c) {
                case 'L' -> out.append("0").append(level);
                case 'P', 'R' -> out.append(five ? "00" : "");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
