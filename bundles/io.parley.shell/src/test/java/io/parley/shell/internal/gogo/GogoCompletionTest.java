package io.parley.shell.internal.gogo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Completers;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a session of Gogo, with JLine's own completer. */
class GogoCompletionTest {

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final Map<String, List<CompletionData>> completions = new HashMap<>();
    private CommandSession session;

    /** A command. */
    public static final class Commands {
        public void browse() {
            throw new IllegalStateException("nobody wants to run it");
        }
    }

    @BeforeEach
    void start() {
        streams.start();
        CommandProcessorImpl processor = new CommandProcessorImpl(streams);
        processor.addCommand("parley", new Commands(), "browse");
        processor.addListener(new GogoCompletion((command, before, begun) -> Stream.of("--limit", "orders", "bills")
                .filter(word -> word.startsWith(begun))
                .map(word -> word.startsWith("-") ? word : command + before + word)
                .filter(word -> word.startsWith("-") || before.isEmpty())
                .toList()));
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        session = processor.createSession(
                new ByteArrayInputStream(new byte[0]), new PrintStream(shown), new PrintStream(shown));
    }

    @AfterEach
    void stop() {
        session.close();
        streams.stop();
    }

    /** As that shell begins a session. */
    private void begin(Object self) throws Exception {
        session.put(".session", self);
        session.put(".completions", completions);
        session.execute("x = 1");
    }

    private List<String> complete(String line) {
        List<Candidate> found = new ArrayList<>();
        new Completers.Completer(new Environment())
                .complete(null, new DefaultParser().parse(line, line.length(), ParseContext.COMPLETE), found);
        return found.stream().map(Candidate::value).sorted().toList();
    }

    private final class Environment implements Completers.CompletionEnvironment {

        @Override
        public Map<String, List<CompletionData>> getCompletions() {
            return completions;
        }

        @Override
        public Set<String> getCommands() {
            return Set.of();
        }

        @Override
        public String resolveCommand(String command) {
            return command;
        }

        @Override
        public String commandName(String command) {
            return command;
        }

        @Override
        public Object evaluate(LineReader reader, ParsedLine line, String function) throws Exception {
            session.put(".commandLine", line);
            return session.execute(function);
        }
    }

    @Test
    void completesNamesAndOptions() throws Exception {
        begin(session);
        assertEquals(List.of("browse[]orders"), complete("parley:browse or"));
        assertEquals(List.of("--limit", "browse[]bills", "browse[]orders"), complete("parley:browse "));
        assertEquals(List.of("--limit"), complete("parley:browse orders "));
        assertEquals(List.of("--limit"), complete("parley:browse -"));
    }

    /** Karaf completes in a way of its own. */
    @Test
    void leavesOtherShellsAlone() throws Exception {
        begin("Karaf's session");
        assertEquals(Map.of(), completions);
    }
}
