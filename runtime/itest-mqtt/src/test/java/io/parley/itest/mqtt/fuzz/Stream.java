package io.parley.itest.mqtt.fuzz;

import io.parley.itest.mqtt.fuzz.Input.Opening;
import io.parley.itest.mqtt.wire.Dialect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One input on the handler and the services. For one thread. */
final class Stream {

    static final String PREFIX = "f";

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long PAUSE_NANOS = 20_000;
    private static final byte[] PINGREQ = {(byte) 0xc0, 0};
    private static final byte DISCONNECT = (byte) 0xe0;

    private final Services services;
    private final Input input;
    private final Loop loop = new Loop();
    private final Visit[] visits = new Visit[Input.CLIENTS];

    /** Also those that others have followed. */
    private final List<Visit> all = new ArrayList<>();

    private int current;

    /** A client, and what it did that lets its connection end without a word. */
    private static final class Visit {

        private final Client client;
        private final Opening opening;
        private boolean silent;

        Visit(Client client, Opening opening) {
            this.client = client;
            this.opening = opening;
        }
    }

    Stream(Services services, byte[] bytes) {
        this.services = services;
        input = new Input(bytes);
    }

    void run() {
        while (input.more()) {
            Input.Step step = input.step();
            if (step == null) {
                send(visit(), input.piece());
            } else {
                take(step);
            }
        }
        rest();
        all.forEach(this::check);
        all.forEach(visit -> visit.client.breakOff());
        rest();
    }

    private Visit visit() {
        if (visits[current] == null) {
            connect();
        }
        return visits[current];
    }

    private void connect() {
        Client client = new Client(loop, services.listener(input.strict()), services.settings(input.strict()));
        Visit visit = new Visit(client, input.opening(current));
        visits[current] = visit;
        all.add(visit);
        client.open(services.protocol(), services.gateway());
        String connect = switch (visit.opening) {
            case NOTHING -> "";
            case CONNECT_311, CONNECT_5 -> "10 { ['MQTT'] L 02 0000 P ['~%d'] }";
            case CONNECT_5_LASTING ->
                "10 { ['MQTT'] 05 0c 0000 { 11 00000001 21 0003 22 0002 17 01 19 01 } ['~%d'] P ['~/w'] ['gone'] }";
        };
        if (!connect.isEmpty()) {
            Dialect dialect = visit.opening == Opening.CONNECT_311 ? Dialect.V311 : Dialect.V5;
            client.send(dialect.bytes(connect.formatted(current), PREFIX));
            await(() -> client.sent().connected() || client.closed(), "No answer to a CONNECT");
        }
    }

    private void send(Visit visit, byte[] piece) {
        for (int at = 0; at < piece.length; ) {
            int cut = input.cut(piece.length - at);
            visit.client.send(Arrays.copyOfRange(piece, at, at + cut));
            at += cut;
        }
        for (byte one : piece) {
            visit.silent |= one == DISCONNECT;
        }
    }

    private void take(Input.Step step) {
        switch (step) {
            case CLIENT_0, CLIENT_1, CLIENT_2, CLIENT_3 -> current = step.ordinal();
            case BREAK -> {
                visit().silent = true;
                visit().client.breakOff();
            }
            case CONNECT -> connect();
            case FULL -> visit().client.writable(false);
            case WRITABLE -> visit().client.writable(true);
            case REST -> rest();
            case GO_AWAY -> visit().client.goAway();
            case REPLACE -> replace(visit());
            case ELAPSE -> {
                loop.elapse();
                loop.run();
            }
        }
    }

    private void replace(Visit visit) {
        // What cannot be handed over ends its connection, and the next handler does not know why.
        visit.silent = true;
        visit.client.detach();
        await(() -> !visit.client.detaching(), "No end of a handover");
        visit.client.attach(services.protocol(), services.gateway());
    }

    /** The services finish what they have begun, as far as clients let them. */
    private void rest() {
        loop.run();
        services.settle();
        loop.run();
        services.settle();
        loop.run();
    }

    private void check(Visit visit) {
        Client client = visit.client;
        await(client::reads, "A client is read no more");
        if (client.mustAnswer()) {
            int before = client.sent().pongs();
            client.send(PINGREQ);
            await(() -> client.sent().pongs() > before || client.closed(), "No answer to a PINGREQ");
        }
        boolean knowsReasons = visit.opening == Opening.CONNECT_5 || visit.opening == Opening.CONNECT_5_LASTING;
        if (client.closed() && knowsReasons && !visit.silent && !client.sent().endsWithReason()) {
            throw new AssertionError("The server closed a connection of 5.0 without telling why");
        }
    }

    private void await(BooleanSupplier condition, String otherwise) {
        long begin = System.nanoTime();
        loop.run();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new AssertionError(otherwise + " within " + PATIENCE_NANOS / 1_000_000_000 + " s");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            loop.run();
        }
    }
}
