package io.parley.transport.internal.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.parley.transport.internal.config.TlsSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a listener, which follows its files: new connections get the newest one that was good, open ones keep
 * theirs. Safe for all threads.
 */
public final class ServerIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(ServerIdentity.class);
    private static final Duration SOON = Duration.ofDays(14);

    private final String owner;
    private final TlsSettings settings;
    private final Clock clock;
    private volatile Identity current;

    /** What was wrong with the files when they were looked at last, or null. */
    private volatile String wrong;

    private volatile String told;

    /**
     * Reads the files.
     *
     * @param owner whose identity it is, for the log
     */
    public ServerIdentity(String owner, TlsSettings settings, Clock clock) throws BadFileException {
        this.owner = owner;
        this.settings = settings;
        this.clock = clock;
        this.current = Identity.of(settings, Contents.read(settings));
        tell();
    }

    /** What it was made of. */
    public TlsSettings settings() {
        return settings;
    }

    /** A handler for one new connection; heavy computations of its handshake run on the executor. */
    public SslHandler handler(ByteBufAllocator allocator, Executor computing) {
        return current.handler(allocator, computing);
    }

    /**
     * Looks whether the files have changed. Reads them: not for a socket's thread. What is wrong with them is told when it
     * is still so the next time, since files that belong together are seldom replaced in one instant.
     */
    public synchronized void check() {
        try {
            Contents now = Contents.read(settings);
            if (!now.equals(current.contents())) {
                current = Identity.of(settings, now);
                tell();
            }
            wrong = null;
            told = null;
        } catch (BadFileException e) {
            String message = e.getMessage();
            if (message.equals(wrong) && !message.equals(told)) {
                told = message;
                LOG.error("{}: {}; new connections still get {}", owner, message, current);
            }
            wrong = message;
        }
    }

    private void tell() {
        Instant now = clock.instant();
        if (!current.valid(now) || current.validUntil().isBefore(now.plus(SOON))) {
            LOG.warn("{} shows the certificate {}: renew it", owner, current);
        } else {
            LOG.info("{} shows the certificate {}", owner, current);
        }
    }

    /** What an operator should look at. */
    public Optional<String> trouble() {
        if (told != null) {
            return Optional.of(told + "; the former certificate stays in use");
        }
        Identity now = current;
        return now.valid(clock.instant()) ? Optional.empty() : Optional.of("the certificate is not valid: " + now);
    }
}
