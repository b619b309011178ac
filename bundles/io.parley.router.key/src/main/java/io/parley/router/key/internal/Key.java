package io.parley.router.key.internal;

import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Surroundings;
import io.parley.spi.router.TargetRule;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a message by which a route tells messages apart.
 *
 * @param kind which one
 * @param name of the header or field; otherwise empty
 */
record Key(Kind kind, String name) {

    enum Kind {
        ORDERING_KEY,
        CORRELATION_ID,
        HEADER,
        FIELD
    }

    static final Key DEFAULT = new Key(Kind.ORDERING_KEY, "");

    private static final Pattern RULE = Pattern.compile("\\s*key\\s*=(.*)", Pattern.DOTALL);
    private static final String HEADER = "header.";
    private static final String FIELD = "field.";

    static boolean isRule(String rule) {
        return RULE.matcher(rule).matches();
    }

    static Key parse(String rule) throws PluginException {
        Matcher matcher = RULE.matcher(rule);
        String text = matcher.matches() ? matcher.group(1).strip() : "";
        if (text.equals("ordering-key")) {
            return DEFAULT;
        }
        if (text.equals("correlation-id")) {
            return new Key(Kind.CORRELATION_ID, "");
        }
        if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
            return new Key(Kind.HEADER, text.substring(HEADER.length()));
        }
        if (text.startsWith(FIELD) && text.length() > FIELD.length()) {
            return new Key(Kind.FIELD, text.substring(FIELD.length()));
        }
        throw TargetRule.wrong(
                rule, "the key is ordering-key, correlation-id, header.<name> or field.<path>, not '" + text + "'");
    }

    /** The message's key; empty when it has none. */
    Optional<String> of(Message message, Surroundings around) throws PluginException {
        return switch (kind) {
            case ORDERING_KEY -> message.orderingKey();
            case CORRELATION_ID -> message.correlationId();
            case HEADER -> message.headers().first(name);
            case FIELD -> around.field(name).map(String::valueOf);
        };
    }
}
