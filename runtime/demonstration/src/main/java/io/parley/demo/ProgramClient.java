package io.parley.demo;

import io.parley.bench.server.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A program of {@code src/main/clients}. What it says besides is shown when it fails. */
final class ProgramClient implements Client {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int NOISE_LINES = 40;
    private static final Set<String> WORDS = Set.of("ready", "stopped");

    private final String name;
    private final String library;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final Listener listener;
    private final Deque<String> noise = new ConcurrentLinkedDeque<>();
    private ChildProcess process;

    ProgramClient(
            String name,
            String library,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Listener listener) {
        this.name = name;
        this.library = library;
        this.command = command;
        this.environment = environment;
        this.folder = folder;
        this.listener = listener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public void open() throws IOException {
        process = new ChildProcess(name, command, folder, environment, this::hear);
        await("ready");
    }

    @Override
    public void go() throws IOException {
        process.send("go");
    }

    @Override
    public void stop() throws IOException {
        process.send("stop");
        await("stopped");
    }

    private void await(String word) throws IOException {
        try {
            process.awaitLine(word::equals, LIMIT);
        } catch (IOException e) {
            throw new IOException(
                    name + " did not come to say \"" + word + "\" within " + LIMIT.toSeconds() + " s; it said:\n"
                            + String.join("\n", noise),
                    e);
        }
    }

    private void hear(String line) {
        String[] words = line.split(" ");
        if (words[0].equals("acked") && words.length == 3) {
            listener.acknowledged(name, words[1], Integer.parseInt(words[2]));
        } else if (words[0].equals("got") && words.length == 5) {
            listener.received(name, words[1], words[2], Integer.parseInt(words[3]), words[4].equals("1"));
        } else if (!WORDS.contains(line)) {
            noise.add(line);
            while (noise.size() > NOISE_LINES) {
                noise.poll();
            }
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
