package io.parley.itest.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client library behind a program of {@code src/test/clients}. */
final class AgentKit implements Kit {

    private final String title;
    private final Set<Version> versions;
    private final Map<Feature, String> cannot;
    private final Preparation preparation;
    private final Processes processes;
    private Start start;
    private Agent agent;

    /** How many processes there are. */
    enum Processes {
        /** One for all clients of all tests. */
        ONE,
        /** One for each client, as the library cannot do with more. */
        ONE_FOR_EACH_CLIENT
    }

    /** How the program is started. */
    record Start(List<String> command, Map<String, String> environment) {}

    /** Makes the library available; aborts the test where it cannot be had. */
    @FunctionalInterface
    interface Preparation {
        Start prepare() throws IOException;
    }

    AgentKit(
            String title,
            Set<Version> versions,
            Map<Feature, String> cannot,
            Preparation preparation,
            Processes processes) {
        this.title = title;
        this.versions = versions;
        this.cannot = cannot;
        this.preparation = preparation;
        this.processes = processes;
    }

    /** A file of {@code src/test/clients}. */
    static Path source(String name) {
        return Unpacked.CLIENTS.resolve(name);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Set<Version> versions() {
        return versions;
    }

    @Override
    public Map<Feature, String> cannot() {
        return cannot;
    }

    @Override
    public synchronized Endpoint open(EventLog events) throws IOException {
        if (start == null) {
            start = preparation.prepare();
        }
        if (processes == Processes.ONE_FOR_EACH_CLIENT) {
            return new Agent(title, start.command(), start.environment()).openAlone(events);
        }
        if (agent == null || !agent.alive()) {
            agent = new Agent(title, start.command(), start.environment());
        }
        return agent.open(events);
    }
}
