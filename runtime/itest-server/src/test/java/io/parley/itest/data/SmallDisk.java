package io.parley.itest.data;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** A disk for one process: memory mounted over its data folder in a namespace of its own, without any right of root. */
final class SmallDisk {

    private final Path folder;
    private final int mebibytes;

    /** @param folder for the script that starts the process */
    SmallDisk(Path folder, int mebibytes) {
        this.folder = folder.toAbsolutePath();
        this.mebibytes = mebibytes;
    }

    /** Whether this machine lets users have namespaces. */
    boolean possible() throws IOException {
        List<String> line =
                List.of("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
        try (ChildProcess attempt = new ChildProcess("unshare", line, folder)) {
            return attempt.awaitEnd(Duration.ofSeconds(20)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A stand-in for {@code runtime/run} whose data folder, which has to be the first option, is on the disk. */
    Path run() throws IOException {
        Path script = folder.resolve("run");
        Files.writeString(script, """
                #!/bin/sh
                echo $$ > '%1$s/pid'
                exec unshare -rm sh -c 'mount -t tmpfs -o size=%2$dm tmpfs "$2" && exec "$0" "$@"' '%3$s' "$@"
                """.formatted(folder, mebibytes, Installation.run()));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** Writes a file until there is no room left. */
    void fill(Path data) throws IOException {
        byte[] block = new byte[64 * 1024];
        Path ballast = ballast(data);
        for (int size = block.length; size >= 512; size /= 2) {
            try (OutputStream out =
                    Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(block, 0, size);
                }
            } catch (IOException e) {
                // Full for pieces of this size.
            }
        }
    }

    void free(Path data) throws IOException {
        Files.delete(ballast(data));
    }

    /** As the process sees its data folder. */
    private Path ballast(Path data) throws IOException {
        String pid = Files.readString(folder.resolve("pid")).strip();
        return Path.of("/proc", pid, "root" + data, "ballast");
    }
}
