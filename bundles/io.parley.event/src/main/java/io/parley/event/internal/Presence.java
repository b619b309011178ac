package io.parley.event.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.session.GroupService;
import io.parley.engine.Batch;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Tells, on a topic for each group, what becomes of its members. Safe for all threads. */
record Presence(Pipeline pipeline) {

    /** What can become of one. */
    enum Change {
        JOINED,
        LEFT,
        /** A client is connected to the session. */
        ATTACHED,
        /** None is any more. */
        DETACHED,
        /** The session ended, and so did the membership. */
        ENDED;

        private final String word = name().toLowerCase(Locale.ROOT);
    }

    /** Tells it in the commit that makes it true. */
    CompletionStage<?> tellWith(String group, String session, Change change, Consumer<Batch> more) {
        return pipeline.acceptDue(message(group, session, change), Origin.IN_PROCESS, more);
    }

    /** Tells it, since it is true already. */
    void tell(String group, String session, Change change) {
        tellWith(group, session, change, batch -> {}).whenComplete((done, failure) -> {
            if (failure != null) {
                Loggers.session(session)
                        .warn(
                                "Group '{}' is not told that member '{}' is {}: {}",
                                Printable.of(group),
                                Printable.of(session),
                                change.word,
                                failure.getMessage());
            }
        });
    }

    private static Message message(String group, String session, Change change) {
        String json = "{\"group\":" + quoted(group) + ",\"session\":" + quoted(session) + ",\"change\":\"" + change.word
                + "\"}";
        return Message.to(Address.topic(GroupService.presence(group)))
                .contentType("application/json")
                .payload(json)
                .build();
    }

    /** As RFC 8259 has it. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
