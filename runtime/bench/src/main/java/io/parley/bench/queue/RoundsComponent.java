package io.parley.bench.queue;

import io.parley.api.message.MessageService;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Inside a running Parley: runs the rounds once and prints what comes out, a line for each {@link Figure}. */
@Component(
        service = RoundsComponent.class,
        configurationPid = RoundsComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class RoundsComponent {

    public static final String PID = "io.parley.bench.queue";

    @Activate
    public RoundsComponent(@Reference MessageService service, RoundsConfig config) {
        Rounds rounds = new Rounds(
                Path.of(config.raw_file()),
                config.rounds(),
                Duration.ofSeconds(config.seconds()),
                Duration.ofSeconds(config.warm_up_seconds()),
                config.window(),
                config.payload(),
                Shape.all(config.senders(), config.load()));
        Thread thread = new Thread(() -> run(rounds, service), "bench");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run(Rounds rounds, MessageService service) {
        Output output = new Output(System.out);
        try {
            rounds.run(service, output);
            output.done();
        } catch (Exception e) {
            output.failed(e);
        }
    }
}
