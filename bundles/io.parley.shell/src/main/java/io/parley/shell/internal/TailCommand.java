package io.parley.shell.internal;

import io.parley.api.event.EventService;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.engine.plugin.Plugins;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code parley:tail}. */
@Component(
        service = TailCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=tail"})
public final class TailCommand {

    private final EventService events;
    private final Plugins plugins;

    @Activate
    public TailCommand(@Reference EventService events, @Reference Plugins plugins) {
        this.events = events;
        this.plugins = plugins;
    }

    @Descriptor("shows events as they come, until Ctrl-C, a line is typed, or the count or time is reached")
    public String tail(
            CommandSession session,
            @Descriptor("how many; 0 for any number")
                    @Parameter(
                            names = {"-n", "--count"},
                            absentValue = "0")
                    long count,
            @Descriptor("for how many seconds; one hour at the most where nobody could end it")
                    @Parameter(
                            names = {"-d", "--seconds"},
                            absentValue = "3600")
                    long seconds,
            @Descriptor("only events that pass the expression")
                    @Parameter(
                            names = {"-f", "--filter"},
                            absentValue = "")
                    String filter,
            @Descriptor("the expression's language")
                    @Parameter(
                            names = {"-l", "--language"},
                            absentValue = "selector")
                    String language,
            @Descriptor("latest: from now on; earliest: from the oldest that is kept")
                    @Parameter(
                            names = {"-s", "--start"},
                            absentValue = "latest")
                    String start,
            @Descriptor("a topic, or a pattern with + and #") String pattern)
            throws IOException {
        Tail tail =
                new Tail(Choice.of(plugins.messageFilters(), language, filter), count == 0 ? Long.MAX_VALUE : count);
        PrintStream out = session.getConsole();
        boolean person = Terminal.isInteractive(session);
        events.subscribe(Subscription.from(pattern, start(start))).subscribe(tail);
        return tail.print(
                out,
                Duration.ofSeconds(seconds),
                () -> person && session.getKeyboard().available() > 0);
    }

    private static Start start(String word) {
        return switch (word) {
            case "latest" -> new Start.Latest();
            case "earliest" -> new Start.Earliest();
            default -> throw new IllegalArgumentException("--start is latest or earliest, not '" + word + "'");
        };
    }
}
