package io.parley.itest.harness;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates for tests, as PEM files. */
public final class Authority {

    private static final Duration DAY = Duration.ofDays(1);
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Path folder;
    private final X500Name name;
    private final KeyPair keys;
    private final X509CertificateHolder own;
    private final Path certificate;

    /** A certificate and its key, each in a file. */
    public record Identity(Path certificate, Path key) {}

    /** @param folder for all files */
    public Authority(Path folder, String name) throws IOException {
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        this.name = new X500Name("CN=" + name);
        keys = keys();
        own = certificate(this.name, keys, true, Instant.now().plus(DAY));
        certificate = write(name + ".pem", own);
    }

    /** Its own certificate. */
    public Path certificate() {
        return certificate;
    }

    /** What trusts it and nobody else. */
    public SSLContext trusting() throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", new JcaX509CertificateConverter().getCertificate(own));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot trust " + name, e);
        }
    }

    /** An identity for {@code localhost}, as a server or as a client of that name, valid for a day. */
    public Identity issue(String subject) throws IOException {
        return issue(subject, Instant.now().plus(DAY));
    }

    /** As above, but over since yesterday. */
    public Identity issueExpired(String subject) throws IOException {
        return issue(subject, Instant.now().minus(DAY));
    }

    private Identity issue(String subject, Instant end) throws IOException {
        KeyPair its = keys();
        Path issued = write(subject + ".pem", certificate(new X500Name("CN=" + subject), its, false, end));
        return new Identity(issued, write(subject + ".key", new JcaPKCS8Generator(its.getPrivate(), null)));
    }

    private X509CertificateHolder certificate(X500Name subject, KeyPair of, boolean authority, Instant end)
            throws IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(SERIAL.getAndIncrement()),
                Date.from(end.minus(DAY.multipliedBy(3))),
                Date.from(end),
                subject,
                of.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        }));
        PrivateKey signing = keys.getPrivate();
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing));
        } catch (OperatorCreationException e) {
            throw new IOException("Cannot sign", e);
        }
    }

    private Path write(String file, Object object) throws IOException {
        Path path = folder.resolve(file);
        try (Writer writer = Files.newBufferedWriter(path);
                JcaPEMWriter pem = new JcaPEMWriter(writer)) {
            pem.writeObject(object);
        }
        return path;
    }

    private static KeyPair keys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot make keys", e);
        }
    }
}
