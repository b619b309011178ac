package io.parley.transport.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Keys from PKCS#12 files. */
final class KeyStores {
    private KeyStores() {}

    /** A key, and its certificate with those up to the authority. */
    record Entry(PrivateKey key, List<X509Certificate> chain) {}

    /** The file's first key. */
    static Entry entry(Path file, byte[] content, char[] password) throws BadFileException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password);
                if (key instanceof PrivateKey found) {
                    return new Entry(
                            found,
                            Arrays.stream(store.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new BadFileException(
                    file,
                    password == null
                            ? "cannot be opened without a password (tls.password.file)"
                            : "cannot be opened with the password of tls.password.file",
                    e);
        }
        throw new BadFileException(file, "holds no key");
    }
}
