package io.parley.shell.internal.karaf;

import io.parley.shell.internal.NextWords;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;

/**
 * Gives a command, which Karaf runs but cannot complete, a completer: Karaf asks the one that came last to its registry, and runs the one
 * that came first.
 */
final class CompletedCommand implements Command, Completer {

    static final String SCOPE = "parley";

    private final String name;
    private final Registry registry;
    private final NextWords words;

    CompletedCommand(String name, Registry registry, NextWords words) {
        this.name = name;
        this.registry = registry;
        this.words = words;
    }

    @Override
    public String getScope() {
        return SCOPE;
    }

    @Override
    public String getName() {
        return name;
    }

    /** The command itself, while it is there. */
    private Stream<Command> itself() {
        return registry.getCommands().stream()
                .filter(command -> command != this
                        && command.getScope().equals(SCOPE)
                        && command.getName().equals(name));
    }

    @Override
    public String getDescription() {
        return itself().findFirst().map(Command::getDescription).orElse(name);
    }

    @Override
    public Completer getCompleter(boolean scoped) {
        return this;
    }

    @Override
    public Parser getParser() {
        return null;
    }

    @Override
    public Object execute(Session session, List<Object> arguments) throws Exception {
        Command command = itself().findFirst()
                .orElseThrow(() -> new IllegalStateException(SCOPE + ":" + name + " is not there just now"));
        return command.execute(session, arguments);
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> all = List.of(line.getArguments());
        int index = line.getCursorArgumentIndex();
        String begun = index < all.size()
                ? all.get(index)
                        .substring(
                                0,
                                Math.min(
                                        line.getArgumentPosition(),
                                        all.get(index).length()))
                : "";
        if (index == 0) {
            Stream.of(SCOPE + ":" + name, name)
                    .filter(word -> word.startsWith(begun))
                    .forEach(candidates::add);
        } else if (all.get(0).equals(name) || all.get(0).equals(SCOPE + ":" + name)) {
            candidates.addAll(words.of(name, all.subList(1, index), begun));
        }
        return candidates.isEmpty() ? -1 : line.getBufferPosition() - line.getArgumentPosition();
    }
}
