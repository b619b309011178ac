package io.parley.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.QueueAdmin;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;

/** The question that is asked before anything is removed. */
class PurgeTest {

    private static final int ALL = 10_000;

    private final List<Message> waiting = new ArrayList<>(List.of(message("a"), message("b")));
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final QueueCommands commands =
            new QueueCommands(new Queue(), new Plugins(() -> PluginLimits.DEFAULT, null, null));

    private static Message message(String text) {
        return Message.to(Address.queue("q")).payload(text).build();
    }

    /** One queue. */
    private final class Queue implements QueueAdmin {

        @Override
        public CompletionStage<List<Message>> browse(Address queue, Predicate<Message> wanted, int limit) {
            return CompletableFuture.completedStage(
                    waiting.stream().filter(wanted).limit(limit).toList());
        }

        @Override
        public CompletionStage<Integer> move(Address from, Address to, Predicate<Message> wanted, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Integer> replay(Address queue, Predicate<Message> wanted, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Integer> purge(Address queue, Predicate<Message> wanted, int limit) {
            List<Message> removed = waiting.stream().filter(wanted).limit(limit).toList();
            waiting.removeAll(removed);
            return CompletableFuture.completedStage(removed.size());
        }
    }

    /** @param script whether nobody is there who could be asked */
    private CommandSession session(String typed, boolean script) {
        ByteArrayInputStream keyboard = new ByteArrayInputStream(typed.getBytes());
        PrintStream console = new PrintStream(shown);
        return (CommandSession) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getKeyboard" -> keyboard;
                    case "getConsole" -> console;
                    case "get" -> script && arguments[0].equals("parley.exec") ? true : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private String purge(CommandSession session, boolean yes, int limit) throws IOException {
        return commands.purge(session, yes, limit, "", "selector", "q");
    }

    @Test
    void yesRemoves() throws IOException {
        assertEquals("2 messages removed from queue:q", purge(session("yes\n", false), false, ALL));
        assertEquals("2 messages of queue:q will be removed for good. Type yes to go on: ", shown.toString());
        assertEquals(List.of(), waiting);
    }

    @Test
    void everythingElseDoesNot() throws IOException {
        for (String answer : List.of("no\n", "y\n", "\n", "YES\n", "")) {
            assertEquals("Nothing was removed.", purge(session(answer, false), false, ALL), answer);
        }
        assertEquals(2, waiting.size());
    }

    @Test
    void theQuestionCountsWhatWouldGo() throws IOException {
        assertEquals("1 message removed from queue:q", purge(session(" yes \r", false), false, 1));
        assertTrue(shown.toString().startsWith("1 message of queue:q"), shown::toString);
    }

    @Test
    void aScriptIsNotAsked() throws IOException {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> purge(session("yes\n", true), false, ALL))
                .getMessage()
                .contains("-y says that this is meant"));
        assertEquals(2, waiting.size());
        assertEquals("2 messages removed from queue:q", purge(session("", true), true, ALL));
        assertEquals("", shown.toString());
    }
}
