package io.parley.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.status.Status;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private final Completion completion = new Completion(
            List.of(new Shown(), new Status() {}),
            () -> Set.of("io.parley.engine", "io.parley.queue~orders"),
            () -> Set.of("io.parley.compressor.zstd"),
            () -> Set.of("queue.depth"));

    private static final class Shown implements Status {

        @Override
        public List<Queue> queues() {
            return List.of("orders", "order", "bills").stream()
                    .map(name -> new Queue(name, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", 0))
                    .toList();
        }

        @Override
        public List<Session> sessions(int limit) {
            return List.of(new Session("anna", "anonymous", "ACTIVE", 0, 0, false, 0, 0, 0, 0, false));
        }

        @Override
        public List<Topic> topics(int limit) {
            return IntStream.range(0, limit)
                    .mapToObj(i -> new Topic("t/" + i, 1, false, 1, 0))
                    .toList();
        }

        @Override
        public List<PluginStatus> plugins() {
            return List.of(new PluginStatus("filter", "selector", 1, 0, 0, 0, 0, 0, 0));
        }
    }

    private List<String> words(String command, String... line) {
        return completion.words(command, List.of(line).subList(0, line.length - 1), line[line.length - 1]);
    }

    @Test
    void namesOfQueues() {
        assertEquals(List.of("order", "orders"), words("browse", "or"));
        assertEquals(List.of("bills", "order", "orders"), words("purge", ""));
        assertEquals(List.of("bills"), words("move", "orders", "b"), "both of them");
        assertEquals(List.of(), words("browse", "orders", ""), "one is enough");
        assertEquals(List.of(), words("queues", ""));
        assertEquals(List.of(), words("unheard", ""));
    }

    @Test
    void optionsAndTheirValuesDoNotCount() {
        assertEquals(List.of("order", "orders"), words("browse", "-n", "5", "--filter", "x = 1", "or"));
        assertEquals(List.of("order", "orders"), words("purge", "-y", "or"));
        assertEquals(List.of(), words("browse", "-n", ""), "a number");
        assertEquals(List.of("selector"), words("browse", "-l", ""));
    }

    @Test
    void options() {
        assertEquals(List.of("--filter", "--language", "--limit", "-f", "-l", "-n"), words("browse", "-"));
        assertEquals(List.of("--yes"), words("purge", "--y"));
        assertEquals(List.of("--limit"), words("sessions", "--"));
    }

    @Test
    void otherNames() {
        assertEquals(List.of("queue:order", "queue:orders"), words("send", "queue:o"));
        assertEquals(List.of("session:anna"), words("send", "session:"));
        assertEquals(List.of("t/99", "t/990"), words("tail", "t/99").subList(0, 2));
        assertEquals(Completion.MOST, words("publish", "").size(), "no more than can be shown");
        assertEquals(List.of("check", "io.parley.engine", "io.parley.queue~orders"), words("config", ""));
        assertEquals(List.of("io.parley.compressor.zstd"), words("swap", "io."));
        assertEquals(List.of("queue.depth"), words("metrics", "q"));
        assertEquals(List.of("add"), words("user", "a"));
    }
}
