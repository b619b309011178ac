package io.parley.bench.session;

import io.parley.api.message.MessageService;
import io.parley.api.search.SessionSearch;
import io.parley.api.session.SessionService;
import io.parley.api.task.SessionDirectory;
import io.parley.bench.queue.Output;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.Subscriptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Inside a running Parley: makes the stored sessions and measures with them, or looks at those that are there after a restart. */
@Component(
        service = SessionsComponent.class,
        configurationPid = SessionsComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class SessionsComponent {

    public static final String PID = "io.parley.bench.sessions";

    /** What it is to do. */
    public enum Phase {
        /** Makes the sessions, and then measures. */
        FILL,
        /** Looks whether they are there. */
        CHECK
    }

    @Activate
    public SessionsComponent(
            @Reference SessionService sessions,
            @Reference SessionFigures figures,
            @Reference SessionDirectory directory,
            @Reference SessionSearch search,
            @Reference Subscriptions subscriptions,
            @Reference MessageService messages,
            SessionsConfig config) {
        Population population = new Population(config.sessions(), config.messages());
        Output output = new Output(System.out);
        Step step = switch (Phase.valueOf(config.phase())) {
            case FILL ->
                () -> {
                    new Making(population, sessions, directory, subscriptions, messages, output).run();
                    Operations operations =
                            new Operations(population, sessions, figures, directory, search, config.samples());
                    for (int round = 0; round < config.rounds(); round++) {
                        operations.round(round, output);
                    }
                };
            case CHECK -> () -> new Looking(population, sessions, directory, search).run(config.samples(), output);
        };
        Thread thread = new Thread(() -> run(step, output), "bench");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void run(Step step, Output output) {
        try {
            step.run();
            output.done();
        } catch (Exception e) {
            output.failed(e);
        }
    }
}
