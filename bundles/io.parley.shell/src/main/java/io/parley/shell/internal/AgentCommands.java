package io.parley.shell.internal;

import io.parley.api.agent.AgentMessage;
import io.parley.api.agent.AgentMessages;
import io.parley.api.agent.Priority;
import io.parley.api.event.Cursor;
import io.parley.api.message.Receipt;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:agentsend} and {@code parley:agentlog}. */
@Component(
        service = AgentCommands.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=agentsend", "osgi.command.function=agentlog"})
public final class AgentCommands {

    private static final int WORDS = 4;
    private static final int SHOWN = 60;

    private final AgentMessages agents;

    @Activate
    public AgentCommands(@Reference AgentMessages agents) {
        this.agents = agents;
    }

    @Descriptor("sends a message from one agent to another")
    public String agentsend(
            @Descriptor("low, medium, high or urgent")
                    @Parameter(
                            names = {"-p", "--priority"},
                            absentValue = "medium")
                    String priority,
            @Descriptor("FROM TO TYPE TEXT; TO is a session's id") String[] words) {
        if (words.length < WORDS) {
            throw new IllegalArgumentException("FROM, TO, TYPE and a text are needed");
        }
        String text = String.join(" ", Arrays.asList(words).subList(WORDS - 1, words.length));
        AgentMessage message = AgentMessage.text(words[0], words[1], words[2], Priority.parse(priority), text);
        Receipt receipt = Results.of(agents.send(message));
        String outcome = receipt.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return outcome + ": from " + message.from() + " to " + message.to() + ", id " + receipt.id();
    }

    @Descriptor("shows messages between agents, the oldest first: the newest ones, or from a place on")
    public String agentlog(
            @Descriptor("how many at the most, up to 1000")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "20")
                    int limit,
            @Descriptor("where to go on, as an earlier call has said, or earliest")
                    @Parameter(
                            names = {"-a", "--after"},
                            absentValue = "")
                    String after,
            @Descriptor("only what this agent has sent or received; empty for all") String... agent) {
        if (agent.length > 1) {
            throw new IllegalArgumentException("one agent at a time, or none for all");
        }
        Optional<String> whose = Arrays.stream(agent).findFirst();
        AgentMessages.Page page =
                Results.of(after.isEmpty() ? agents.recent(whose, limit) : agents.log(whose, place(after), limit));
        Table table = new Table("ID", "TIME", "FROM", "TO", "TYPE", "PRIORITY", "TEXT");
        page.messages()
                .forEach(message -> table.row(
                        message.id(),
                        message.time(),
                        message.from(),
                        message.to(),
                        message.type(),
                        message.priority().name().toLowerCase(Locale.ROOT),
                        Terminal.text(message.payload(), SHOWN)));
        return page.more() && !after.isEmpty()
                ? table + "\nMore: -a " + page.next().map(Cursor::token).orElse("")
                : table.toString();
    }

    private static Optional<Cursor> place(String after) {
        return after.equals("earliest") ? Optional.empty() : Optional.of(new Cursor(after));
    }
}
