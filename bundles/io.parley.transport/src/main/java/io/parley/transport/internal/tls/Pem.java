package io.parley.transport.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Certificates and keys from PEM files (RFC 7468). */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** The JDK does not name the cipher of PBES2 (RFC 8018) in one place in all versions. */
    private static final List<String> PBES2 = List.of("PBES2", "1.2.840.113549.1.5.13");

    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private Pem() {}

    private record Block(String label, byte[] der) {}

    /** All certificates of the file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file, byte[] content) throws BadFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file, content)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(file, block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new BadFileException(file, "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, byte[] der) throws BadFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new BadFileException(file, "holds a damaged certificate", e);
        }
    }

    /**
     * The file's first key (PKCS#8).
     *
     * @param password null where there is none
     */
    static PrivateKey key(Path file, byte[] content, char[] password) throws BadFileException {
        for (Block block : blocks(file, content)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(file, new PKCS8EncodedKeySpec(block.der()));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(file, decrypted(file, block.der(), password));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                    throw new BadFileException(
                            file,
                            "holds a key in the old form " + block.label()
                                    + "; convert it with: openssl pkcs8 -topk8 -nodes -in OLD -out NEW");
                default -> {}
            }
        }
        throw new BadFileException(file, "holds no key in PEM form (-----BEGIN PRIVATE KEY-----)");
    }

    private static PKCS8EncodedKeySpec decrypted(Path file, byte[] der, char[] password) throws BadFileException {
        if (password == null) {
            throw new BadFileException(file, "is encrypted; set tls.password.file");
        }
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = encrypted.getAlgParameters();
            String algorithm = parameters != null && PBES2.contains(encrypted.getAlgName())
                    ? parameters.toString()
                    : encrypted.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                    parameters);
            return encrypted.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException e) {
            throw new BadFileException(file, "cannot be decrypted with the password of tls.password.file", e);
        }
    }

    private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) throws BadFileException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another algorithm; the next one is tried.
                continue;
            } catch (GeneralSecurityException e) {
                throw new BadFileException(file, "holds a key that this JDK cannot read", e);
            }
        }
        throw new BadFileException(file, "holds a key that is none of " + String.join(", ", KEY_ALGORITHMS));
    }

    private static List<Block> blocks(Path file, byte[] content) throws BadFileException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            try {
                String text = matcher.group(2);
                // Keys of the old form may have headers; they are refused by their label.
                byte[] der = text.contains(":")
                        ? new byte[0]
                        : Base64.getMimeDecoder().decode(text);
                blocks.add(new Block(matcher.group(1), der));
            } catch (IllegalArgumentException e) {
                throw new BadFileException(file, "is damaged", e);
            }
        }
        return blocks;
    }
}
