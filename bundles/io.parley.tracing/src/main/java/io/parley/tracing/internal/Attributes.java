package io.parley.tracing.internal;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.parley.spi.tracing.Detail;
import java.util.Locale;

/** Names of attributes: OpenTelemetry's semantic conventions for messaging where they have one, otherwise Parley's own. */
final class Attributes {

    static final AttributeKey<String> SYSTEM = stringKey("messaging.system");
    static final AttributeKey<String> OPERATION_NAME = stringKey("messaging.operation.name");
    static final AttributeKey<String> OPERATION_TYPE = stringKey("messaging.operation.type");
    static final AttributeKey<String> DESTINATION_NAME = stringKey("messaging.destination.name");
    static final AttributeKey<String> MESSAGE_ID = stringKey("messaging.message.id");
    static final AttributeKey<String> CONVERSATION_ID = stringKey("messaging.message.conversation_id");
    static final AttributeKey<Long> BODY_SIZE = longKey("messaging.message.body.size");
    static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");

    /** Which kind of address the destination is. */
    static final AttributeKey<String> DESTINATION_KIND = stringKey("parley.destination.kind");

    /** The plug-in that does a part of the work. */
    static final AttributeKey<String> PLUGIN_NAME = stringKey("parley.plugin.name");

    private static final AttributeKey<String> CLIENT_ID = stringKey("messaging.client.id");
    private static final AttributeKey<String> GUARANTEE = stringKey("parley.guarantee");
    private static final AttributeKey<String> OUTCOME = stringKey("parley.outcome");
    private static final AttributeKey<Long> POSITION = longKey("parley.journal.position");
    private static final AttributeKey<Boolean> REDELIVERED = booleanKey("parley.redelivered");
    private static final AttributeKey<Boolean> RETAINED = booleanKey("parley.retained");

    private Attributes() {}

    static void note(Span span, Detail detail, Object value) {
        switch (detail) {
            case CLIENT -> span.setAttribute(CLIENT_ID, value.toString());
            case GUARANTEE -> span.setAttribute(GUARANTEE, word(value));
            case OUTCOME -> span.setAttribute(OUTCOME, word(value));
            case POSITION -> span.setAttribute(POSITION, (Long) value);
            case REDELIVERED -> span.setAttribute(REDELIVERED, (Boolean) value);
            case RETAINED -> span.setAttribute(RETAINED, (Boolean) value);
        }
    }

    /** A constant's name as attributes have it. */
    static String word(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }
}
