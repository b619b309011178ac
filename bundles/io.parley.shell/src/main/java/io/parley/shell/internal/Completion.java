package io.parley.shell.internal;

import static java.util.Map.entry;

import io.parley.api.message.Address;
import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.status.Status;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Parameter;

/**
 * What may stand next on a command line: names of what there is, and options. Shells that complete ask it; each knows for itself what
 * a line is.
 */
final class Completion {

    /** Enough to choose from, and quickly found. */
    static final int MOST = 1_000;

    /** Where commands and their options are. That of another bundle has none here. */
    private static final List<Class<?>> COMMANDS = List.of(
            ParleyCommands.class,
            QueueCommands.class,
            TailCommand.class,
            SendCommands.class,
            ConfigCommand.class,
            SwapCommand.class,
            BackupCommand.class);

    /** What the words of a command are, without its options; the rest is free text, or files. */
    private enum Words {
        QUEUES,
        TOPICS,
        ADDRESSES,
        PIDS,
        PLUGIN_BUNDLES,
        METRICS,
        USER_COMMANDS
    }

    private static final Map<String, List<Words>> WORDS = Map.ofEntries(
            entry("browse", List.of(Words.QUEUES)),
            entry("purge", List.of(Words.QUEUES)),
            entry("replay", List.of(Words.QUEUES)),
            entry("move", List.of(Words.QUEUES, Words.QUEUES)),
            entry("tail", List.of(Words.TOPICS)),
            entry("publish", List.of(Words.TOPICS)),
            entry("send", List.of(Words.ADDRESSES)),
            entry("config", List.of(Words.PIDS)),
            entry("swap", List.of(Words.PLUGIN_BUNDLES)),
            entry("metrics", List.of(Words.METRICS)),
            entry("user", List.of(Words.USER_COMMANDS)));

    private final Collection<Status> services;
    private final Supplier<Set<String>> pids;
    private final Supplier<Set<String>> bundles;
    private final Supplier<Set<String>> metrics;

    /**
     * @param services who know queues, topics and sessions
     * @param pids those that can be configured
     * @param bundles those that offer plug-ins, by symbolic name
     * @param metrics the names of all
     */
    Completion(
            Collection<Status> services,
            Supplier<Set<String>> pids,
            Supplier<Set<String>> bundles,
            Supplier<Set<String>> metrics) {
        this.services = services;
        this.pids = pids;
        this.bundles = bundles;
        this.metrics = metrics;
    }

    /**
     * The possible words in order, at most {@value #MOST}.
     *
     * @param command without its scope
     * @param before the words between the command and this one
     * @param begun what there is of the word
     */
    List<String> words(String command, List<String> before, String begun) {
        Map<String, Boolean> options = options(command);
        if (!before.isEmpty() && takesValue(options, before.get(before.size() - 1))) {
            return before.get(before.size() - 1).matches("-l|--language") ? matching(languages(), begun) : List.of();
        }
        if (begun.startsWith("-")) {
            return matching(options.keySet().stream(), begun);
        }
        List<Words> words = WORDS.getOrDefault(command, List.of());
        int index = place(options, before);
        return index < words.size() ? matching(named(words.get(index)), begun) : List.of();
    }

    private static List<String> matching(Stream<String> all, String begun) {
        return all
                .filter(one -> one.startsWith(begun))
                .limit(MOST)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }

    /** How many words come before, options and their values not counted. */
    private static int place(Map<String, Boolean> options, List<String> before) {
        int words = 0;
        for (int i = 0; i < before.size(); i++) {
            if (takesValue(options, before.get(i))) {
                i++;
            } else if (!before.get(i).startsWith("-")) {
                words++;
            }
        }
        return words;
    }

    private static boolean takesValue(Map<String, Boolean> options, String word) {
        return options.getOrDefault(word, false);
    }

    /** By name, and whether a value follows. */
    private static Map<String, Boolean> options(String command) {
        return COMMANDS.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method ->
                        method.getName().equals(command) || method.getName().equals("_" + command))
                .flatMap(Completion::parameters)
                .flatMap(parameter -> Stream.of(parameter.names())
                        .map(name -> Map.entry(name, parameter.presentValue().equals(Parameter.UNSPECIFIED))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
    }

    private static Stream<Parameter> parameters(Method method) {
        return Stream.of(method.getParameters())
                .map(parameter -> parameter.getAnnotation(Parameter.class))
                .filter(parameter -> parameter != null);
    }

    private Stream<String> named(Words words) {
        return switch (words) {
            case QUEUES -> queues();
            case TOPICS -> topics();
            case ADDRESSES ->
                Stream.of(
                                queues().map(name -> Address.queue(name).toString()),
                                topics().map(name -> Address.topic(name).toString()),
                                sessions().map(id -> Address.session(id).toString()))
                        .flatMap(all -> all);
            case PIDS -> Stream.concat(Stream.of("check"), pids.get().stream());
            case PLUGIN_BUNDLES -> bundles.get().stream();
            case METRICS -> metrics.get().stream();
            case USER_COMMANDS -> Stream.of("add", "list", "password", "remove");
        };
    }

    private Stream<String> queues() {
        return services.stream().flatMap(service -> service.queues().stream()).map(Status.Queue::name);
    }

    private Stream<String> topics() {
        return services.stream()
                .flatMap(service -> service.topics(MOST).stream())
                .map(Status.Topic::name);
    }

    private Stream<String> sessions() {
        return services.stream()
                .flatMap(service -> service.sessions(MOST).stream())
                .map(Status.Session::id);
    }

    /** Of filters. */
    private Stream<String> languages() {
        return services.stream()
                .flatMap(service -> service.plugins().stream())
                .filter(plugin -> plugin.kind().equals("filter"))
                .map(PluginStatus::name);
    }
}
