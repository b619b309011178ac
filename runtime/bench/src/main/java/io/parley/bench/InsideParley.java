package io.parley.bench;

import io.parley.bench.queue.Figure;
import io.parley.bench.queue.Output;
import io.parley.bench.server.ChildProcess;
import io.parley.bench.server.Folders;
import io.parley.bench.server.ParleyBroker;
import io.parley.bench.server.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Parley with the bench's own jar in its deploy folder, which loads it from within. Its data are gone when it is closed. */
final class InsideParley implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(120);

    private final CommonOptions common;
    private final Map<String, String> environment;
    private final Path data;
    private ParleyBroker parley;

    /** Makes its data folder, for the command of that name. */
    InsideParley(CommonOptions common, String command, Map<String, String> environment) throws IOException {
        this.common = common;
        this.environment = environment;
        data = Folders.fresh(common.work.resolve(command)).toAbsolutePath();
    }

    Path data() {
        return data;
    }

    /**
     * Starts it, again with what it has stored after it was stopped; lines of progress are printed as they come.
     *
     * @return seconds to ready
     */
    double start(List<String> settings) throws IOException {
        Files.copy(
                ownJar(),
                Files.createDirectories(data.resolve("deploy")).resolve("parley-bench.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        parley = new ParleyBroker(
                common.run,
                data,
                Ports.free(),
                settings,
                environment,
                line -> Output.progressIn(line).ifPresent(System.out::println));
        long from = System.nanoTime();
        parley.start();
        return (System.nanoTime() - from) / 1e9;
    }

    ChildProcess process() {
        return parley.process();
    }

    /**
     * Waits until all rounds are done, and stops it.
     *
     * @throws IOException when they failed, or are not done in time; with what Parley printed
     */
    void awaitEnd(Duration limit) throws IOException {
        awaitDone(limit);
        stop();
    }

    /** As {@link #awaitEnd}, and lets it run. */
    void awaitDone(Duration limit) throws IOException {
        String end = process().awaitLine(Output::isLast, limit);
        if (!end.equals(Output.DONE)) {
            throw new IOException(end + "\n" + process().output());
        }
    }

    void stop() throws IOException {
        process().term(STOP_LIMIT);
    }

    List<Figure> figures() {
        return process().lines().stream()
                .flatMap(line -> Figure.of(line).stream())
                .toList();
    }

    List<String> notes() {
        return process().lines().stream()
                .flatMap(line -> Output.noteIn(line).stream())
                .toList();
    }

    private static Path ownJar() {
        Path jar = Path.of(locationOf(InsideParley.class));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    "The bench must run from its jar, as runtime/bench/run does, not from " + jar);
        }
        return jar;
    }

    private static URI locationOf(Class<?> type) {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The bench's jar has an odd name", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (parley != null) {
            parley.close();
        }
        Folders.fresh(data);
    }
}
