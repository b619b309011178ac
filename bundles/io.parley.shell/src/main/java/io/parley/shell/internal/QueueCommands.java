package io.parley.shell.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.QueueAdmin;
import io.parley.engine.plugin.Plugins;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:browse}, {@code parley:move}, {@code parley:replay} and {@code parley:purge}. */
@Component(
        service = QueueCommands.class,
        property = {
            "osgi.command.scope=parley",
            "osgi.command.function=browse",
            "osgi.command.function=move",
            "osgi.command.function=replay",
            "osgi.command.function=purge"
        })
public final class QueueCommands {

    private static final String SELECTOR = "selector";
    private static final String ALL = "10000";
    private static final int SHOWN = 60;

    private final QueueAdmin queues;
    private final Plugins plugins;

    @Activate
    public QueueCommands(@Reference QueueAdmin queues, @Reference Plugins plugins) {
        this.queues = queues;
        this.plugins = plugins;
    }

    @Descriptor("shows what waits in a queue, oldest first, without taking it")
    public String browse(
            @Descriptor("how many at the most")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "20")
                    int limit,
            @Descriptor("only messages that pass the expression")
                    @Parameter(
                            names = {"-f", "--filter"},
                            absentValue = "")
                    String filter,
            @Descriptor("the expression's language")
                    @Parameter(
                            names = {"-l", "--language"},
                            absentValue = SELECTOR)
                    String language,
            @Descriptor("the queue") String queue) {
        List<Message> found = Results.of(queues.browse(queue(queue), choice(language, filter), limit));
        Table table = new Table("ID", "TIME", "BYTES", "TYPE", "PRIORITY", "KEY", "TEXT");
        found.forEach(message -> table.row(
                message.id(),
                Instant.ofEpochMilli(message.timeMillis()),
                message.payload().size(),
                message.contentType().orElse(""),
                message.priority(),
                message.orderingKey().orElse(""),
                Terminal.text(message.payload(), SHOWN)));
        return table.toString();
    }

    @Descriptor("moves what waits in a queue to the end of another one, all in one commit")
    public String move(
            @Descriptor("how many at the most")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = ALL)
                    int limit,
            @Descriptor("only messages that pass the expression")
                    @Parameter(
                            names = {"-f", "--filter"},
                            absentValue = "")
                    String filter,
            @Descriptor("the expression's language")
                    @Parameter(
                            names = {"-l", "--language"},
                            absentValue = SELECTOR)
                    String language,
            @Descriptor("the queue") String from,
            @Descriptor("the other queue") String to) {
        int moved = Results.of(queues.move(queue(from), queue(to), choice(language, filter), limit));
        return count(moved) + " moved from " + queue(from) + " to " + queue(to);
    }

    @Descriptor("sends dead letters that wait in a queue back to where they came from")
    public String replay(
            @Descriptor("how many at the most")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = ALL)
                    int limit,
            @Descriptor("only messages that pass the expression")
                    @Parameter(
                            names = {"-f", "--filter"},
                            absentValue = "")
                    String filter,
            @Descriptor("the expression's language")
                    @Parameter(
                            names = {"-l", "--language"},
                            absentValue = SELECTOR)
                    String language,
            @Descriptor("the queue") String queue) {
        int sent = Results.of(queues.replay(queue(queue), choice(language, filter), limit));
        return count(sent) + " sent back from " + queue(queue);
    }

    @Descriptor("removes what waits in a queue, for good; asks first")
    public String purge(
            CommandSession session,
            @Descriptor("does not ask")
                    @Parameter(
                            names = {"-y", "--yes"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean yes,
            @Descriptor("how many at the most")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = ALL)
                    int limit,
            @Descriptor("only messages that pass the expression")
                    @Parameter(
                            names = {"-f", "--filter"},
                            absentValue = "")
                    String filter,
            @Descriptor("the expression's language")
                    @Parameter(
                            names = {"-l", "--language"},
                            absentValue = SELECTOR)
                    String language,
            @Descriptor("the queue") String queue)
            throws IOException {
        Predicate<Message> wanted = choice(language, filter);
        if (!yes
                && !agreed(
                        session,
                        queue(queue),
                        Results.of(queues.browse(queue(queue), wanted, limit)).size())) {
            return "Nothing was removed.";
        }
        return count(Results.of(queues.purge(queue(queue), wanted, limit))) + " removed from " + queue(queue);
    }

    private static boolean agreed(CommandSession session, Address queue, int messages) throws IOException {
        if (!Terminal.isInteractive(session)) {
            throw new IllegalArgumentException(
                    count(messages) + " of " + queue + " would be removed for good; -y says that this is meant");
        }
        String question = count(messages) + " of " + queue + " will be removed for good. Type yes to go on: ";
        return Terminal.ask(session, question).equals("yes");
    }

    private static String count(int messages) {
        return messages + (messages == 1 ? " message" : " messages");
    }

    /** By its name, with or without {@code queue:} before it. */
    private static Address queue(String name) {
        return name.startsWith("queue:") ? Address.parse(name) : Address.queue(name);
    }

    private Predicate<Message> choice(String language, String filter) {
        return Choice.of(plugins.messageFilters(), language, filter);
    }
}
