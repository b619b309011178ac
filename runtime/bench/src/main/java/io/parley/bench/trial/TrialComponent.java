package io.parley.bench.trial;

import io.parley.api.message.MessageService;
import io.parley.bench.queue.Output;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Inside a running Parley: runs one trial once, and prints what comes out. */
@Component(
        service = TrialComponent.class,
        configurationPid = TrialComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class TrialComponent {

    public static final String PID = "io.parley.bench.trial";

    /** Which trials there are. */
    public enum Kind {
        BACKLOG,
        DELAYED,
        SLOW,
        LOCAL
    }

    @Activate
    public TrialComponent(@Reference MessageService service, TrialConfig config) {
        Trial trial = trial(config);
        Thread thread = new Thread(() -> run(trial, service), "bench");
        thread.setDaemon(true);
        thread.start();
    }

    private static Trial trial(TrialConfig config) {
        Duration length = Duration.ofSeconds(config.seconds());
        return switch (Kind.valueOf(config.trial())) {
            case BACKLOG ->
                new BacklogTrial(
                        config.rounds(),
                        config.warm_up_rounds(),
                        config.messages(),
                        config.take(),
                        config.shorter(),
                        config.payload());
            case DELAYED ->
                new DelayedTrial(
                        config.rounds(),
                        config.messages(),
                        config.payload(),
                        Duration.ofSeconds(config.lead_seconds()),
                        Duration.ofSeconds(config.spread_seconds()));
            case SLOW ->
                new SlowTrial(
                        config.rounds(),
                        config.warm_up_rounds(),
                        length,
                        config.consumers(),
                        config.window(),
                        config.payload());
            case LOCAL -> new LocalTrial(config.window(), config.payload());
        };
    }

    private static void run(Trial trial, MessageService service) {
        Output output = new Output(System.out);
        try {
            trial.run(service, output);
            output.done();
        } catch (Exception e) {
            output.failed(e);
        }
    }
}
