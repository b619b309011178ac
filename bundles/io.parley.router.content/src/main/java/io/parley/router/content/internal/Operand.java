package io.parley.router.content.internal;

import io.parley.spi.plugin.PluginException;
import java.math.BigDecimal;
import java.util.Optional;

/** A part of the message that a condition looks at. */
sealed interface Operand {

    /** What one may write. */
    String ALLOWED = "field.<path>, header.<name>, priority, size, content-type, ordering-key or correlation-id";

    /** A {@link String}, {@link Boolean} or {@link BigDecimal}; empty when the message has no such part. */
    Optional<Object> of(Subject subject) throws PluginException;

    /** Whether its texts stand for numbers too, since it has nothing but texts. */
    default boolean isTextOnly() {
        return false;
    }

    /** Empty for what is none. */
    static Optional<Operand> parse(String name) {
        if (name.startsWith("field.") && name.length() > "field.".length()) {
            return Optional.of(new Field(name.substring("field.".length())));
        }
        if (name.startsWith("header.") && name.length() > "header.".length()) {
            return Optional.of(new Header(name.substring("header.".length())));
        }
        for (Attribute attribute : Attribute.values()) {
            if (attribute.text.equals(name)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    /** A field of a structured payload. */
    record Field(String path) implements Operand {
        @Override
        public Optional<Object> of(Subject subject) throws PluginException {
            return subject.field(path).map(Field::comparable);
        }

        private static Object comparable(Object value) {
            if (value instanceof Long number) {
                return BigDecimal.valueOf(number);
            }
            return value instanceof Double number && Double.isFinite(number) ? BigDecimal.valueOf(number) : value;
        }
    }

    /** A header. */
    record Header(String name) implements Operand {
        @Override
        public Optional<Object> of(Subject subject) {
            return subject.message().headers().first(name).map(Object.class::cast);
        }

        @Override
        public boolean isTextOnly() {
            return true;
        }
    }

    /** A fixed part of each message. */
    enum Attribute implements Operand {
        PRIORITY("priority") {
            @Override
            public Optional<Object> of(Subject subject) {
                return Optional.of(BigDecimal.valueOf(subject.message().priority()));
            }
        },
        SIZE("size") {
            @Override
            public Optional<Object> of(Subject subject) {
                return Optional.of(
                        BigDecimal.valueOf(subject.message().payload().size()));
            }
        },
        CONTENT_TYPE("content-type") {
            @Override
            public Optional<Object> of(Subject subject) {
                return subject.message().contentType().map(Object.class::cast);
            }
        },
        ORDERING_KEY("ordering-key") {
            @Override
            public Optional<Object> of(Subject subject) {
                return subject.message().orderingKey().map(Object.class::cast);
            }
        },
        CORRELATION_ID("correlation-id") {
            @Override
            public Optional<Object> of(Subject subject) {
                return subject.message().correlationId().map(Object.class::cast);
            }
        };

        private final String text;

        Attribute(String text) {
            this.text = text;
        }
    }
}
