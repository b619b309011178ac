package io.parley.filter.cesql.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.spi.plugin.PluginException;
import java.net.URI;
import java.util.Map;

/**
 * What expressions come to: a value, {@link #ERROR} for a value beside which there is an error, or {@link #REFUSED}; here, and with the CloudEvents
 * SQL library, for the same event.
 */
final class Outcomes {

    static final String ERROR = "<error>";
    static final String REFUSED = "<refused>";

    private final Message message;
    private final CloudEvent event;

    /** @param extensions what the event has besides id {@code i}, source {@code /s}, type {@code t} and subject {@code sub} */
    Outcomes(Map<String, String> extensions) {
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId("i")
                .withSource(URI.create("/s"))
                .withType("t")
                .withSubject("sub");
        MessageBuilder envelope = Message.to(Address.topic("a/b"))
                .header("specversion", "1.0")
                .header("id", "i")
                .header("source", "/s")
                .header("type", "t")
                .header("subject", "sub");
        extensions.forEach((name, value) -> {
            builder.withExtension(name, value);
            envelope.header(name, value);
        });
        event = builder.build();
        message = envelope.build();
    }

    Object here(String expression) {
        try {
            Object value = new CesqlParser(expression).parse().value(message);
            return value == null ? ERROR : value;
        } catch (PluginException e) {
            return REFUSED;
        }
    }

    Object library(String expression) {
        try {
            Result result = Parser.getDefault().parse(expression).evaluate(EvaluationRuntime.getDefault(), event);
            return result.isFailed() ? ERROR : result.value();
        } catch (ParseException e) {
            return REFUSED;
        } catch (NullPointerException e) {
            // How the library's error listener ends where the parser left something over.
            return REFUSED;
        }
    }
}
