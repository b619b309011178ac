package io.parley.protocol.mqtt.internal;

import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a log line is about.
 *
 * @param words for people
 * @param log its session's own; the protocol's for whoever has none, whatever it calls itself
 */
record LoggedClient(String words, Logger log) {

    private static final Logger PROTOCOL = LoggerFactory.getLogger("io.parley.protocol.mqtt");

    static LoggedClient without(String words) {
        return new LoggedClient(words, PROTOCOL);
    }

    static LoggedClient of(String session, String words) {
        return new LoggedClient(words, Loggers.session(session));
    }

    /** Named by its session alone. */
    static LoggedClient of(String session) {
        return of(session, Printable.of(session));
    }
}
