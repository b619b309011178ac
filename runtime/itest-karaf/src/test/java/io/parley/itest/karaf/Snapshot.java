package io.parley.itest.karaf;

import io.parley.itest.harness.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is in a Karaf at some moment.
 *
 * @param bundles with number, state and version
 * @param services by bundle, each once: after a start Karaf now and then registers its SSH server twice
 * @param repositories of features
 * @param threads of Java by name, without the numbers in it
 * @param ports on which it listens
 */
record Snapshot(
        SortedSet<String> bundles,
        SortedSet<String> services,
        SortedSet<String> repositories,
        SortedSet<String> threads,
        Set<Integer> ports) {

    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]*)\" #");

    /** Those that come and go with whatever Karaf is asked: its shell, its downloads, the framework's resolver, the JDK's own. */
    private static final Pattern PASSING = Pattern.compile(
            "session-.*|pipe-.*|sshd-.*|Thread-.*|features-.*|downloader-.*|FelixResolver-.*|Attach Listener|C\\d CompilerThread.*|process reaper|CompletableFutureDelayScheduler");

    private static final Pattern OURS = Pattern.compile(
            "io\\.parley\\.(?!api\\.|spi\\.|engine\\.|messaging\\.|event\\.)|io\\.netty\\.|org\\.rocksdb\\.|com\\.github\\.luben\\.");

    private static final String END = "next-answer";

    private static final String LISTENING = "0A";

    static Snapshot of(Karaf karaf) throws IOException {
        String[] answers = karaf.shell(
                        "bundle:list -t 0 -s --no-format",
                        "echo " + END,
                        "bundle:services -a",
                        "echo " + END,
                        "feature:repo-list --no-format")
                .split(END);
        return new Snapshot(
                lines(answers[0]), services(answers[1]), lines(answers[2]), threads(karaf.pid()), ports(karaf.pid()));
    }

    private static SortedSet<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<String> services(String text) {
        SortedSet<String> services = new TreeSet<>();
        String bundle = "";
        for (String line : text.lines().toList()) {
            if (line.endsWith(" provides:")) {
                bundle = line;
            } else if (line.startsWith("[")) {
                services.add(bundle + " " + line);
            }
        }
        return services;
    }

    static SortedSet<String> threads(long pid) throws IOException {
        SortedSet<String> threads = new TreeSet<>();
        Matcher thread = THREAD.matcher(Command.run(List.of(JCMD, String.valueOf(pid), "Thread.print")));
        while (thread.find()) {
            if (!PASSING.matcher(thread.group(1)).matches()) {
                threads.add(thread.group(1).replaceAll("\\d+", "#"));
            }
        }
        return threads;
    }

    /**
     * The classes of Parley and of the libraries that it brings which are in memory when there is no more garbage. Java 17 itself keeps the
     * last record whose {@code equals} it has linked, and with it what that record's bundle knows: those in which messages are stored do
     * not count, since the record is one of theirs.
     */
    static SortedSet<String> classes(long pid) throws IOException {
        String process = String.valueOf(pid);
        // What has a finalizer goes with the second.
        Command.run(List.of(JCMD, process, "GC.run"));
        Command.run(List.of(JCMD, process, "GC.run_finalization"));
        Command.run(List.of(JCMD, process, "GC.run"));
        return Command.run(List.of(JCMD, process, "VM.class_hierarchy"))
                .lines()
                .map(line -> line.replaceFirst("^[| -]*", "").replaceFirst("/.*", ""))
                .filter(name -> OURS.matcher(name).lookingAt())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** From {@code /proc}: the process's sockets among those that listen. */
    private static Set<Integer> ports(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        Set<Integer> ports = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String row : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] cells = row.strip().split("\\s+");
                if (cells.length > 9 && cells[3].equals(LISTENING) && sockets.contains("socket:[" + cells[9] + "]")) {
                    ports.add(Integer.parseInt(cells[1].substring(cells[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    /** For people: what is in one and not in the other; empty when there is no difference. */
    static String difference(SortedSet<String> before, SortedSet<String> after) {
        return Stream.concat(
                        before.stream().filter(one -> !after.contains(one)).map(one -> "- " + one + "\n"),
                        after.stream().filter(one -> !before.contains(one)).map(one -> "+ " + one + "\n"))
                .collect(Collectors.joining());
    }
}
