package io.parley.bench.match;

import java.util.Random;

/**
 * Patterns, numbered from 0, and for each a topic that it alone matches: of ten, eight have no wildcard, one has a {@code +} and one
 * ends with {@code #}.
 */
final class Subscriptions {

    private static final String[] VALUES = {"temperature", "pressure", "state", "speed"};

    private Subscriptions() {}

    static String pattern(int number) {
        String area = area(number);
        String line = line(number);
        String machine = machine(number);
        int form = number / 10 % 3;
        return switch (number % 10) {
            case 0 ->
                switch (form) {
                    case 0 -> "plant/+/" + line + "/" + machine + "/" + value(number);
                    case 1 -> "plant/" + area + "/+/" + machine + "/" + value(number);
                    default -> "plant/" + area + "/" + line + "/" + machine + "/+";
                };
            case 1 ->
                switch (form) {
                    case 0 -> machine + "/#";
                    case 1 -> "plant/" + area + "/" + machine + "/#";
                    default -> "plant/" + area + "/" + line + "/" + machine + "/#";
                };
            default -> "plant/" + area + "/" + line + "/" + machine + "/" + value(number);
        };
    }

    /** One of the topics that the pattern matches. */
    static String topic(int number, Random random) {
        String pattern = pattern(number);
        if (pattern.endsWith("#")) {
            return pattern.substring(0, pattern.length() - 1) + VALUES[random.nextInt(VALUES.length)] + "/"
                    + random.nextInt(100);
        }
        return pattern.replace("+", "any" + random.nextInt(1_000));
    }

    private static String area(int number) {
        return "area" + number / 10 % 100;
    }

    private static String line(int number) {
        return "line" + number / 1_000 % 100;
    }

    private static String machine(int number) {
        return "m" + number;
    }

    private static String value(int number) {
        return VALUES[number % VALUES.length];
    }
}
