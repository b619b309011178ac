package io.parley.itest;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Files that keys of a configuration name: a key and its certificate in each of the forms, a second time under other names,
 * permissions for all, and what peers know of each other.
 */
final class KeyFiles {

    private static final String PASSWORD = "not a secret";

    private final Path folder;

    /** Writes them into the folder. */
    KeyFiles(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        Path store = folder.resolve("server.p12");
        Files.deleteIfExists(store);
        generate(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        for (String name : List.of("server", "other")) {
            pem(name + ".crt", "CERTIFICATE", keys.getCertificate("server").getEncoded());
            pem(
                    name + ".key",
                    "PRIVATE KEY",
                    keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
            Files.writeString(folder.resolve(name + ".password"), PASSWORD + "\n");
            Files.writeString(folder.resolve(name + ".acl"), "allow all send,receive *\n");
            Files.writeString(folder.resolve(name + ".users"), "# nobody\n");
            Files.writeString(folder.resolve(name + ".secret"), name + ", but not a secret\n");
            try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".p12"))) {
                keys.store(out, PASSWORD.toCharArray());
            }
        }
    }

    String path(String file) {
        return folder.resolve(file).toAbsolutePath().toString();
    }

    private static void generate(Path store) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IllegalStateException("keytool made no key");
        }
    }

    private void pem(String file, String kind, byte[] content) throws Exception {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }
}
