package io.parley.transport.internal.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.parley.transport.internal.config.TlsSettings;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;

/** Who the server is and whom it trusts, as its files said at one time. Immutable. */
final class Identity {
    private static final int REMEMBERED_SESSIONS = 20_000;
    private static final int REMEMBERED_SECONDS = 3_600;

    private final Contents contents;
    private final SslContext context;
    private final X509Certificate certificate;

    private Identity(Contents contents, SslContext context, X509Certificate certificate) {
        this.contents = contents;
        this.context = context;
        this.certificate = certificate;
    }

    static Identity of(TlsSettings settings, Contents contents) throws BadFileException {
        KeyPair pair = KeyPair.of(settings, contents);
        Path file = settings.certificate().or(settings::keystore).orElseThrow();
        SslContextBuilder builder = SslContextBuilder.forServer(
                        pair.key(), pair.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .protocols(settings.protocols())
                .ciphers(settings.ciphers())
                .sessionCacheSize(REMEMBERED_SESSIONS)
                .sessionTimeout(REMEMBERED_SECONDS)
                .clientAuth(
                        switch (settings.clientAuth()) {
                            case NONE -> ClientAuth.NONE;
                            case WANTED -> ClientAuth.OPTIONAL;
                            case REQUIRED -> ClientAuth.REQUIRE;
                        });
        if (settings.trust().isPresent()) {
            Path trust = settings.trust().get();
            List<X509Certificate> authorities = Pem.certificates(trust, contents.bytes(trust));
            builder.trustManager(authorities.toArray(X509Certificate[]::new));
        }
        try {
            return new Identity(contents, builder.build(), pair.chain().get(0));
        } catch (SSLException | IllegalArgumentException e) {
            throw new BadFileException(file, "cannot be used for TLS", e);
        }
    }

    private record KeyPair(PrivateKey key, List<X509Certificate> chain) {

        static KeyPair of(TlsSettings settings, Contents contents) throws BadFileException {
            char[] password = settings.password().map(contents::password).orElse(null);
            if (settings.keystore().isPresent()) {
                Path file = settings.keystore().get();
                KeyStores.Entry entry = KeyStores.entry(file, contents.bytes(file), password);
                return new KeyPair(entry.key(), entry.chain());
            }
            Path certificate = settings.certificate().orElseThrow();
            Path key = settings.key().orElseThrow();
            KeyPair pair = new KeyPair(
                    Pem.key(key, contents.bytes(key), password),
                    Pem.certificates(certificate, contents.bytes(certificate)));
            if (!KeyMatch.match(pair.key(), pair.chain().get(0).getPublicKey())) {
                throw new BadFileException(key, "is not the key of the first certificate in " + certificate);
            }
            return pair;
        }
    }

    /** A handler for one connection; heavy computations of its handshake run on the executor. */
    SslHandler handler(ByteBufAllocator allocator, Executor computing) {
        return context.newHandler(allocator, computing);
    }

    Contents contents() {
        return contents;
    }

    Instant validUntil() {
        return certificate.getNotAfter().toInstant();
    }

    boolean valid(Instant at) {
        return !at.isAfter(validUntil())
                && !at.isBefore(certificate.getNotBefore().toInstant());
    }

    /** For people. */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName() + ", valid from "
                + certificate.getNotBefore().toInstant() + " until " + validUntil();
    }
}
