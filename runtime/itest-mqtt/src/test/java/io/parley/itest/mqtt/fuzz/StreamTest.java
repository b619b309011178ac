package io.parley.itest.mqtt.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link StreamFuzzTest} begins with, and what it has found, in every build: without the fuzzer. */
class StreamTest {

    private static final String FOUND = StreamFuzzTest.class.getSimpleName() + "Inputs/nothingEscapes";

    @Test
    void nothingEscapesFromKnownInputs() throws Exception {
        List<byte[]> inputs = new ArrayList<>(Seeds.all());
        inputs.addAll(found());
        try (Services services = new Services()) {
            for (int i = 0; i < inputs.size(); i++) {
                try {
                    new Stream(services, inputs.get(i)).run();
                    services.check();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("Input " + i + " of " + inputs.size() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static List<byte[]> found() throws IOException, URISyntaxException {
        URL folder = StreamTest.class.getResource(FOUND);
        if (folder == null) {
            return List.of();
        }
        List<byte[]> inputs = new ArrayList<>();
        try (java.util.stream.Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }
}
