package io.parley.demo;

import io.parley.bench.server.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program: exit code 0 when all promises were kept, 1 when one broke, 2 when it could not be tried. */
@Command(
        name = "runtime/demo",
        description = "Real clients in three languages, plug-ins swapped and the server killed under their traffic;"
                + " at the end a table of what became of every message.",
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {

    private static final String TOPIC = "demo/news";
    private static final String QUEUE = "$queue/packed";
    private static final String ROUTE = "$route/in";
    private static final String ROUTED = "$queue/routed";
    private static final List<String> TARGETS = List.of(TOPIC, QUEUE, ROUTE);
    private static final List<String> PLUGINS =
            List.of("io.parley.compressor.zstd", "io.parley.serializer.json", "io.parley.router.content");

    private static final Set<String> NAMES = Set.of("java", "javascript", "python");
    private static final int LINES = NAMES.size() * TARGETS.size();

    private static final long SECOND = 1_000_000_000;
    private static final int DRAIN_SECONDS = 30;

    @Option(
            names = "--seconds",
            description = "How long plug-ins are swapped (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int seconds;

    @Option(
            names = "--rate",
            description = "Messages a second of each client to each of three addresses (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int rate;

    private final Path module =
            Path.of(System.getProperty("parley.demo", "runtime/demonstration")).toAbsolutePath();
    private final Ledger ledger = new Ledger(NAMES);
    private final Pauses pauses = new Pauses(System::nanoTime);
    private final Progress progress = new Progress(System.out, ledger);
    private int swaps;

    /** See {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo())
                .setExitCodeExceptionMapper(e -> 2)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    System.err.println("demo: " + e.getMessage());
                    return 2;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Libraries libraries = new Libraries(module);
        progress.step("looking for client libraries");
        Optional<Libraries.Start> python = libraries.python();
        Optional<Libraries.Start> node = libraries.node();
        if (python.isEmpty() || node.isEmpty()) {
            throw new IOException((python.isEmpty() ? "no Python 3 with paho-mqtt" : "no Node with npm")
                    + " here, nor a way to fetch it: install it, the demonstration needs three languages");
        }
        Path data = Folders.fresh(module.resolve("target/data"));
        try (Progress closedThen = progress;
                Operator parley = new Operator(module.getParent(), data)) {
            parley.configure("io.parley.topic~demo", "pattern = demo/+", "compressor = zstd");
            parley.configure("io.parley.queue~packed", "compressor = zstd");
            parley.configure("io.parley.route~in", "router = content", "rules = [\"field.n >= 1 -> queue:routed\"]");
            progress.step("starting a fresh Parley");
            parley.start();
            List<Client> clients = new ArrayList<>();
            try {
                clients.add(program("python", "paho-mqtt", python.get(), parley));
                clients.add(program("javascript", "MQTT.js", node.get(), parley));
                // The library does not show marks of redelivery, which consumers of a queue have to see.
                clients.add(new JavaClient(parley.address(), rate, TARGETS, List.of(TOPIC), new Books()));
                for (Client client : clients) {
                    progress.step("connecting " + client.name() + " (" + client.library() + ")");
                    client.open();
                }
                play(parley, clients);
            } finally {
                clients.forEach(Client::close);
            }
            parley.stop();
        }
        Map<Ledger.Line, Ledger.Figures> figures = ledger.figures();
        System.out.printf("%n%s", Report.of(figures, LINES, pauses, swaps));
        return Report.kept(figures, LINES) ? 0 : 1;
    }

    private ProgramClient program(String name, String library, Libraries.Start start, Operator parley) {
        List<String> filters = List.of(TOPIC, QUEUE, ROUTED);
        return new ProgramClient(
                name,
                library,
                Libraries.command(start, parley.address(), name, rate, TARGETS, filters),
                start.environment(),
                module,
                new Books());
    }

    private void play(Operator parley, List<Client> clients) throws IOException {
        pauses.begin(Pauses.Phase.PLAIN);
        for (Client client : clients) {
            client.go();
        }
        progress.start();
        progress.step("three publishers, three subscribers, " + LINES * rate + " messages a second");
        flow(5);
        pauses.begin(Pauses.Phase.SWAPS);
        long end = System.nanoTime() + seconds * SECOND;
        for (int round = 1; System.nanoTime() < end; round++) {
            for (String plugin : PLUGINS) {
                swap(parley, plugin, "1.0." + round);
            }
        }
        pauses.begin(Pauses.Phase.KILL);
        progress.step("kill -9");
        parley.kill();
        progress.step("starting it again on the same data");
        parley.start();
        progress.step("ready");
        flow(10);
        pauses.begin(Pauses.Phase.NONE);
        progress.step("publishers stop, the rest is delivered");
        for (Client client : clients) {
            client.stop();
        }
        long late = System.nanoTime() + DRAIN_SECONDS * SECOND;
        while (ledger.missing() > 0 && System.nanoTime() < late) {
            LockSupport.parkNanos(SECOND / 10);
        }
    }

    private void swap(Operator parley, String plugin, String version) throws IOException {
        progress.step(plugin + ": updated to " + version + ", refreshed, stopped, started, outranked");
        parley.update(plugin, version);
        parley.refresh(plugin);
        parley.stopAndStart(plugin);
        parley.outrank(plugin, version);
        swaps += 5;
    }

    /** Lets messages flow for a while. */
    private static void flow(int length) {
        long end = System.nanoTime() + length * SECOND;
        for (long left = length * SECOND; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private final class Books implements Client.Listener {
        @Override
        public void acknowledged(String from, String to, int number) {
            ledger.acknowledged(from, to, number);
        }

        @Override
        public void received(String by, String from, String to, int number, boolean marked) {
            pauses.received(by);
            ledger.received(by, from, to, number, marked);
        }
    }
}
