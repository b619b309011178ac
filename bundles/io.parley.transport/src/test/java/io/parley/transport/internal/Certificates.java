package io.parley.transport.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Authorities, certificates and keys, made when a test needs them. */
final class Certificates {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private Certificates() {}

    /** A key and its certificate; issued by itself or by an authority. */
    record Holder(PrivateKey key, X509Certificate certificate) {

        String certificatePem() {
            return pem(certificate);
        }

        String keyPem() throws IOException {
            return pem(new JcaPKCS8Generator(key, null));
        }

        /** PBES2 with AES-256, as {@code openssl pkcs8 -topk8} writes it. */
        String encryptedKeyPem(String password) throws IOException, OperatorCreationException {
            return pem(new JcaPKCS8Generator(
                    key,
                    new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .setPassword(password.toCharArray())
                            .build()));
        }

        void keystore(Path file, String password, X509Certificate... above) throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            X509Certificate[] chain = new X509Certificate[1 + above.length];
            chain[0] = certificate;
            System.arraycopy(above, 0, chain, 1, above.length);
            store.setKeyEntry("server", key, password.toCharArray(), chain);
            try (var out = Files.newOutputStream(file)) {
                store.store(out, password.toCharArray());
            }
        }
    }

    static Holder authority(String name) throws Exception {
        return issue("CN=" + name, null, true, -1, 365, "EC");
    }

    static Holder server(Holder authority) throws Exception {
        return issue("CN=localhost", authority, false, -1, 365, "EC");
    }

    static Holder client(Holder authority, String subject) throws Exception {
        return issue(subject, authority, false, -1, 365, "EC");
    }

    /** @param algorithm EC, RSA or Ed25519 */
    static Holder issue(String subject, Holder by, boolean authority, int fromDays, int toDays, String algorithm)
            throws Exception {
        KeyPair pair = keys(algorithm);
        X500Name name = new X500Name(subject);
        X500Name issuer = by == null
                ? name
                : X500Name.getInstance(
                        by.certificate().getSubjectX500Principal().getEncoded());
        PrivateKey signing = by == null ? pair.getPrivate() : by.key();
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL.getAndIncrement()),
                Date.from(now.plus(fromDays, ChronoUnit.DAYS)),
                Date.from(now.plus(toDays, ChronoUnit.DAYS)),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        }));
        String signature = switch (signing.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EdDSA" -> "Ed25519";
            default -> "SHA256withECDSA";
        };
        return new Holder(
                pair.getPrivate(),
                new JcaX509CertificateConverter()
                        .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(signing))));
    }

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (algorithm.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    /** A client's view: whom it trusts and, unless null, who it is. */
    static SSLContext clientContext(X509Certificate trusted, Holder self) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("trusted", trusted);
        TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusts.init(trust);
        KeyManagerFactory keys = null;
        if (self != null) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("self", self.key(), new char[0], new X509Certificate[] {self.certificate()});
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return context;
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
