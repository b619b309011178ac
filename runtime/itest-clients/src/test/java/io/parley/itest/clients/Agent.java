package io.parley.itest.clients;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A program of {@code src/test/clients}: a process with many clients of one library. It ends with its input. */
final class Agent {

    private final String name;
    private final Map<Integer, EventLog> logs = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final EventLog noise;
    private final Program program;

    /** Starts it. */
    Agent(String name, List<String> command, Map<String, String> environment) throws IOException {
        this.name = name;
        noise = new EventLog(name);
        program = new Program(command, environment, this::hear, this::ended);
    }

    boolean alive() {
        return program.alive();
    }

    /** One more client in it. */
    Endpoint open(EventLog events) {
        int number = numbers.getAndIncrement();
        return open(number, events, () -> forget(number));
    }

    /** Its only client, with which it ends. */
    Endpoint openAlone(EventLog events) {
        return open(0, events, program::kill);
    }

    private Endpoint open(int number, EventLog events, Runnable close) {
        logs.put(number, events);
        return new Endpoint() {
            @Override
            public void accept(Line command) throws IOException {
                send(number, command);
            }

            @Override
            public void close() {
                logs.remove(number);
                close.run();
            }
        };
    }

    private void forget(int number) {
        try {
            send(number, Line.of("forget"));
        } catch (IOException e) {
            noise.add(Line.of("said").with("text", e.getMessage()));
        }
    }

    private void send(int number, Line command) throws IOException {
        try {
            program.send(number + " " + command);
        } catch (IOException e) {
            throw new IOException(name + " takes no commands any more; it said:\n" + noise, e);
        }
    }

    private void ended() {
        logs.values().forEach(log -> log.add(Line.of(EventLog.ENDED).with("text", noise)));
    }

    private void hear(String text) {
        if (!text.matches("\\d+ [a-z]+( .*)?")) {
            noise.add(Line.of("said").with("text", text));
            return;
        }
        int blank = text.indexOf(' ');
        EventLog log = logs.get(Integer.parseInt(text.substring(0, blank)));
        if (log != null) {
            log.add(Line.parse(text.substring(blank + 1)));
        }
    }
}
