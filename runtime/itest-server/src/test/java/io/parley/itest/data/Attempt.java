package io.parley.itest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A start that must fail. */
final class Attempt {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Attempt() {}

    /** Starts on the data folder; it must end with exit code 2, and standard error must have each of the texts. */
    static void refused(Path work, Path data, String setting, String... texts) throws IOException {
        Path errors = Files.createTempFile(work, "errors", ".txt");
        String run = Installation.run().toString();
        List<String> line =
                List.of("sh", "-c", "exec \"$@\" 2> " + errors, "sh", run, "--data", data.toString(), "--set", setting);
        try (ChildProcess start = new ChildProcess("start", line, work)) {
            int code = start.awaitEnd(LIMIT);
            String words = Files.readString(errors);
            assertEquals(2, code, () -> start.output() + words);
            String message = words.lines()
                    .filter(text -> text.startsWith("parley: "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no word of the reason in: " + words));
            for (String text : texts) {
                assertTrue(message.contains(text), () -> "no \"" + text + "\" in: " + message);
            }
            assertFalse(words.contains("\tat "), () -> "a stack trace for the user:\n" + words);
            System.out.println(message);
        }
    }
}
