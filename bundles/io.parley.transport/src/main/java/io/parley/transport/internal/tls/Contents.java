package io.parley.transport.internal.tls;

import io.parley.transport.internal.config.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the files of an identity held at one time. Two are equal when the bytes are. */
record Contents(Map<Path, ByteBuffer> files) {
    private static final int LARGEST = 1 << 20;

    static Contents read(TlsSettings settings) throws BadFileException {
        Map<Path, ByteBuffer> files = new HashMap<>();
        for (Path file : Stream.of(
                        settings.certificate(),
                        settings.key(),
                        settings.keystore(),
                        settings.password(),
                        settings.trust())
                .flatMap(Optional::stream)
                .toList()) {
            files.put(file, ByteBuffer.wrap(read(file)));
        }
        return new Contents(Map.copyOf(files));
    }

    private static byte[] read(Path file) throws BadFileException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new BadFileException(file, "is larger than " + LARGEST + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BadFileException(file, "does not exist");
        } catch (IOException e) {
            throw new BadFileException(file, "cannot be read", e);
        }
    }

    byte[] bytes(Path file) {
        return files.get(file).array();
    }

    /** The file's first line. */
    char[] password(Path file) {
        String text = new String(bytes(file), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("").toCharArray();
    }
}
