package io.parley.spi.logging;

import java.util.Set;
import org.slf4j.Logger;

/**
 * A logger for each queue, session and plug-in, so that each can have a level of its own: {@code io.parley.queue.orders},
 * {@code io.parley.session.anna}, {@code io.parley.plugin.compressor.zstd}. Ask for it when a line is to be written, rather than
 * keeping it; that takes a hundred nanoseconds or so.
 *
 * <p>ASCII letters, digits, {@code -} and {@code _} of a name stay as they are, every other character becomes {@code _}, also a dot:
 * otherwise session {@code a} would be above session {@code a.b}. What is longer than {@value Subjects#LONGEST} characters is cut
 * there. So two names may share a logger; lines say the whole name.
 *
 * <p>Logging systems never forget a logger, and clients choose their names. So the first {@value #MOST} names of a kind get loggers of
 * their own; lines of others go to the one above, for example {@code io.parley.session}. Names that {@link #prefer} was told of
 * always get theirs. Safe for all threads.
 */
public final class Loggers {

    /** The most names of a kind. */
    public static final int MOST = 10_000;

    private static final Subjects QUEUES = new Subjects("io.parley.queue", MOST);
    private static final Subjects SESSIONS = new Subjects("io.parley.session", MOST);
    private static final Subjects PLUGINS = new Subjects("io.parley.plugin", MOST);

    private Loggers() {}

    public static Logger queue(String name) {
        return QUEUES.of(Subjects.legible(name));
    }

    public static Logger session(String id) {
        return SESSIONS.of(Subjects.legible(id));
    }

    /** @param kind a word such as {@code compressor} */
    public static Logger plugin(String kind, String name) {
        return PLUGINS.of(Subjects.legible(kind) + "." + Subjects.legible(name));
    }

    /**
     * Says which loggers somebody has set a level for; instead of those said before. Parley does so itself for configuration PID
     * {@code org.ops4j.pax.logging}.
     *
     * @param names of loggers; others than those of queues, sessions and plug-ins do not matter
     */
    public static void prefer(Set<String> names) {
        QUEUES.prefer(names);
        SESSIONS.prefer(names);
        PLUGINS.prefer(names);
    }
}
