package io.parley.itest.clients;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** What a connect says of TLS, from PEM files into the terms of Java. */
final class Identities {

    private static final char[] NO_PASSWORD = new char[0];

    private Identities() {}

    static MqttClientSslConfig of(Line connect) throws IOException {
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore authorities = empty();
            authorities.setCertificateEntry("ca", certificate(Path.of(connect.need("ca"))));
            trusted.init(authorities);
            Optional<String> own = connect.get("certificate");
            if (own.isEmpty()) {
                return MqttClientSslConfig.builder()
                        .trustManagerFactory(trusted)
                        .build();
            }
            KeyStore keys = empty();
            Certificate[] chain = {certificate(Path.of(own.get()))};
            keys.setKeyEntry("own", key(Path.of(connect.need("key")), chain[0]), NO_PASSWORD, chain);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, NO_PASSWORD);
            return MqttClientSslConfig.builder()
                    .trustManagerFactory(trusted)
                    .keyManagerFactory(managers)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("No TLS identity of \"" + connect + "\"", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    static Certificate certificate(Path pem) throws GeneralSecurityException, IOException {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(pem))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(Path pem, Certificate certificate) throws GeneralSecurityException, IOException {
        String text = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }
}
