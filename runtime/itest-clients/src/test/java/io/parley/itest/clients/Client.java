package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A client of some kit in the hand of a test. */
final class Client implements AutoCloseable {

    private final Kit kit;
    private final EventLog events;
    private final Endpoint endpoint;

    private Client(Kit kit, String name) throws IOException {
        this.kit = kit;
        events = new EventLog(kit.title() + " \"" + name + "\"");
        endpoint = kit.open(events);
    }

    /** One that is not connected yet. */
    static Client open(Kit kit, String name) throws IOException {
        return new Client(kit, name);
    }

    /** Connected and subscribed. */
    static Client listening(Kit kit, Line connect, Line subscribe) throws IOException {
        Client client = open(kit, connect.need("id"));
        try {
            if (kit.connectsLate()) {
                client.tell(connect);
                client.tell(subscribe);
                client.events.await(0, is("connected"));
                Line answer = client.events.await(0, is("subscribed"));
                assertTrue(answer.number("code") < 128, answer::toString);
            } else {
                client.connect(connect);
                client.subscribe(subscribe);
            }
            return client;
        } catch (IOException | AssertionError e) {
            client.close();
            throw e;
        }
    }

    /** Connects, publishes all, waits until they are acknowledged, and leaves. The acknowledgements. */
    static List<Line> publishAll(Kit kit, Line connect, List<Line> messages) throws IOException {
        try (Client client = open(kit, connect.need("id"))) {
            if (kit.connectsLate()) {
                client.tell(connect);
                return client.publish(messages);
            }
            client.connect(connect);
            List<Line> acknowledged = client.publish(messages);
            client.leave();
            return acknowledged;
        }
    }

    /** Connects, which must succeed; what CONNACK says. */
    Line connect(Line connect) throws IOException {
        Line answer = tryToConnect(connect);
        assertTrue(answer.verb().equals("connected"), () -> answer + "\nupon " + connect);
        return answer;
    }

    /** What comes of trying to connect: {@code connected}, {@code refused} by CONNACK or {@code failed}. */
    Line tryToConnect(Line connect) throws IOException {
        return ask(connect, "connected", "refused", "failed");
    }

    /** Subscribes, which must succeed; what SUBACK says. */
    Line subscribe(Line subscribe) throws IOException {
        Line answer = tryToSubscribe(subscribe);
        assertTrue(answer.number("code", 128) < 128, () -> answer + "\nupon " + subscribe);
        return answer;
    }

    /** What comes of a SUBSCRIBE. */
    Line tryToSubscribe(Line subscribe) throws IOException {
        return ask(subscribe, "subscribed", "failed");
    }

    /** Publishes and waits for all acknowledgements, which it gives. */
    List<Line> publish(List<Line> messages) throws IOException {
        int before = events.size();
        endpoint.publish(messages);
        return events.await(before, messages.size(), is("published"));
    }

    /** As above. */
    List<Line> publish(Line... messages) throws IOException {
        return publish(Arrays.asList(messages));
    }

    /** Sends DISCONNECT and waits until that is done. */
    void leave() throws IOException {
        ask(Line.of("disconnect"), "left");
    }

    /** Does something without waiting. */
    void tell(Line command) throws IOException {
        endpoint.accept(command);
    }

    /** Does something and waits for one of these events. */
    Line ask(Line command, String... answers) throws IOException {
        int before = events.size();
        endpoint.accept(command);
        return events.await(before, is(answers));
    }

    /** The messages that have come until now. */
    List<Line> messages() {
        return events.await(0, 0, is("message"));
    }

    /** Waits for that many messages or more, and gives all that came since the client was opened. */
    List<Line> awaitMessages(int count) {
        return events.await(0, count, is("message"));
    }

    /** Waits for the message with that payload, and gives all that came. */
    List<Line> awaitMessagesTo(String payload) {
        events.await(0, is("message").and(event -> event.need("payload").equals(payload)));
        return awaitMessages(1);
    }

    /** Waits until it has connected that often, and gives the last of them. */
    Line awaitConnections(int count) {
        return events.await(0, count, is("connected")).get(count - 1);
    }

    /** Waits for that many events of that kind since the client was opened. */
    List<Line> awaitAll(String verb, int count) {
        return events.await(0, count, is(verb));
    }

    /** Waits for an event of that kind, also one that was before. */
    Line await(String verb) {
        return events.await(0, is(verb));
    }

    /** Waits for the first event of these kinds, also one that was before, and gives its kind. */
    String awaitAnyOf(String... verbs) {
        return events.await(0, is(verbs)).verb();
    }

    @Override
    public String toString() {
        return events.toString();
    }

    @Override
    public void close() {
        endpoint.close();
    }

    private static Predicate<Line> is(String... verbs) {
        Set<String> set = Set.of(verbs);
        return event -> set.contains(event.verb());
    }
}
