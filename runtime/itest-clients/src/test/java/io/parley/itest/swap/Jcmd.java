package io.parley.itest.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks the server's virtual machine. */
final class Jcmd {

    private final Installation parley;

    Jcmd(Installation parley) {
        this.parley = parley;
    }

    /** What it answers. By a file, as the answer is longer than what is kept of a process's output. */
    String run(String... command) throws IOException {
        Path answer = Files.createTempFile(parley.data(), "jcmd", ".txt");
        List<String> line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" > " + answer.getFileName(), "sh"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(String.valueOf(parley.pid()));
        line.addAll(List.of(command));
        try (ChildProcess jcmd = new ChildProcess("jcmd", line, parley.data())) {
            assertEquals(0, jcmd.awaitEnd(Duration.ofSeconds(60)), jcmd::output);
            return Files.readString(answer);
        } finally {
            Files.delete(answer);
        }
    }
}
