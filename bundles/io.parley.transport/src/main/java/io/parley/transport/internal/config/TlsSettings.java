package io.parley.transport.internal.config;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * A listener's TLS.
 *
 * @param certificate PEM file of the server's certificate and those between it and the authority; empty with a keystore
 * @param key PEM file of the certificate's key; empty with a keystore
 * @param keystore PKCS#12 file of both
 * @param password file that holds the password of the key or the keystore
 * @param trust PEM file of the authorities whose client certificates are accepted
 * @param clientAuth whether clients show certificates
 * @param protocols versions, as the JDK calls them
 * @param ciphers cipher suites, the preferred one first
 * @param reload how often the files are looked at
 */
public record TlsSettings(
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> keystore,
        Optional<Path> password,
        Optional<Path> trust,
        ClientAuth clientAuth,
        List<String> protocols,
        List<String> ciphers,
        Duration reload) {

    /** Whether clients show a certificate. */
    public enum ClientAuth {
        NONE,
        WANTED,
        REQUIRED
    }

    /** Forward secrecy and authenticated encryption only. */
    static final List<String> SAFE_CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final List<String> SAFE_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * Reads the keys that begin with {@code tls.}; empty when none asks for TLS.
     *
     * @throws IllegalArgumentException when what is there is not whole: a listener that is meant to be encrypted never
     *     becomes a plain one
     */
    public static Optional<TlsSettings> of(Settings settings) {
        Optional<Path> certificate = settings.file("tls.certificate");
        Optional<Path> key = settings.file("tls.key");
        Optional<Path> keystore = settings.file("tls.keystore");
        Optional<Path> trust = settings.file("tls.trust");
        Optional<Path> password = settings.file("tls.password.file");
        ClientAuth auth =
                ClientAuth.valueOf(settings.one("tls.client.auth", "none", List.of("none", "wanted", "required"))
                        .toUpperCase(Locale.ROOT));
        if (certificate.isPresent() && keystore.isPresent()) {
            throw settings.refused("tls.keystore", keystore.get(), "one of tls.certificate and tls.keystore");
        } else if (certificate.isPresent() != key.isPresent()) {
            String given = certificate.isPresent() ? "tls.certificate" : "tls.key";
            throw settings.refused(given, certificate.or(() -> key).get(), "tls.certificate and tls.key together");
        } else if (certificate.isEmpty() && keystore.isEmpty()) {
            if (trust.isPresent() || password.isPresent() || auth != ClientAuth.NONE) {
                String given = trust.isPresent()
                        ? "tls.trust"
                        : password.isPresent() ? "tls.password.file" : "tls.client.auth";
                throw settings.refused(
                        given, settings.text(given, ""), "TLS: tls.certificate and tls.key, or tls.keystore");
            }
            return Optional.empty();
        } else if (auth != ClientAuth.NONE && trust.isEmpty()) {
            throw settings.refused(
                    "tls.client.auth", auth.name().toLowerCase(Locale.ROOT), "none, or any with tls.trust");
        }
        return Optional.of(new TlsSettings(
                certificate,
                key,
                keystore,
                password,
                trust,
                auth,
                protocols(settings),
                ciphers(settings),
                Duration.ofSeconds(settings.number("tls.reload.seconds", 5, 1, 3600))));
    }

    /** By which key it has the file. */
    public String keyOf(Path file) {
        Optional<Path> one = Optional.of(file);
        if (one.equals(certificate)) {
            return "tls.certificate";
        } else if (one.equals(key)) {
            return "tls.key";
        } else if (one.equals(keystore)) {
            return "tls.keystore";
        }
        return one.equals(trust) ? "tls.trust" : "tls.password.file";
    }

    private static List<String> protocols(Settings settings) {
        List<String> protocols = settings.texts("tls.protocols", SAFE_PROTOCOLS);
        for (String protocol : protocols) {
            if (!SAFE_PROTOCOLS.contains(protocol)) {
                throw settings.refused("tls.protocols", protocol, String.join(", ", SAFE_PROTOCOLS));
            }
        }
        return protocols;
    }

    private static List<String> ciphers(Settings settings) {
        Set<String> supported = supportedCiphers();
        List<String> given = settings.texts("tls.ciphers", List.of());
        for (String cipher : given) {
            if (!supported.contains(cipher)) {
                throw settings.refused(
                        "tls.ciphers", cipher, "the name of a suite of this JDK, such as " + SAFE_CIPHERS.get(0));
            }
        }
        return given.isEmpty()
                ? SAFE_CIPHERS.stream().filter(supported::contains).toList()
                : given;
    }

    private static Set<String> supportedCiphers() {
        try {
            return Set.copyOf(Arrays.asList(
                    SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("This JDK has no TLS", e);
        }
    }
}
