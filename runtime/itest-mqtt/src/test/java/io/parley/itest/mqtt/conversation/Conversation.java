package io.parley.itest.mqtt.conversation;

import io.parley.itest.mqtt.conversation.SessionModel.Pending;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One random conversation: each step is said, its consequences are worked out by the model, and looked for. */
final class Conversation {

    private static final String[] IDS = {"a", "b", "c", "d", "e", "f"};
    private static final String[] TOPICS = {"x", "x/y", "x/y/z", "y", "y//z", "z/x"};
    private static final String[] FILTERS = {
        "#", "x", "x/#", "x/+", "+", "+/y", "+/+/z", "y/#", "y//z", "+/+", "z/x/#", "x/y/z", "+/#"
    };

    /** Retained from the beginning and never replaced: each filter matches one of these or of {@link #LASTING}. */
    private static final String[] MARKERS = {"m", "m/y", "m/m/z", "x/m", "y/m", "z/x/m"};

    /** Of these topics there is always a retained message, though not always the same. */
    private static final Set<String> LASTING = Set.of("x", "y//z", "x/y/z");

    private static final String OBSERVER = "observer";

    private static final int NO_SUBSCRIBERS = 0x10;
    private static final int UNKNOWN_ID = 0x92;

    /** Each ends the connection of a client of either version. */
    private static final String[] WRONG = {
        "36 { ['x'] 0001 P 'x' }",
        "30 { ['x/#'] P 'x' }",
        "32 { ['x'] 0000 P 'x' }",
        "80 { 0001 P ['x'] 00 }",
        "82 { 0001 P }",
        "82 { 0001 P ['x#'] 00 }",
        "82 { 0001 P ['x'] 43 }",
        "a2 { 0001 P }",
        "60 { 0001 }",
        "20 { 00 00 }",
        "00 00",
        "30 { 0009 'x' }",
        "30 { [c3 28] P 'x' }",
        "c1 00",
        "10 { ['MQTT'] L 02 0000 P ['again'] }",
        "30 ff ff ff ff 7f"
    };

    private final Broker broker;
    private final Random random;
    private final Dialect[] dialects;

    /** Whether the observer sees all messages, so that there is no message without a listener. */
    private final boolean witnessed;

    private final ServerModel server = new ServerModel();
    private final Map<String, ClientModel> clients = new TreeMap<>();
    private final List<String> said = new ArrayList<>();
    private int payloads;

    Conversation(Broker broker, long seed, Dialect... dialects) {
        this.broker = broker;
        this.random = new Random(seed);
        this.witnessed = seed % 2 == 0;
        this.dialects = dialects;
    }

    /** What was done, for a failure. */
    List<String> said() {
        return said;
    }

    void run(int steps) {
        observe();
        for (int i = 0; i < steps; i++) {
            step();
        }
        clients.values().forEach(ClientModel::alive);
        cleanUp();
    }

    /** A client that sees all wills, and, in some conversations, all else. */
    private void observe() {
        ClientModel observer = open(OBSERVER, Dialect.V311, true, false, null, false);
        retain(observer, will("m"));
        Stream.concat(Stream.of(MARKERS), LASTING.stream().sorted()).forEach(name -> retain(observer, topic(name)));
        String filter = broker.prefix() + (witnessed ? "/#" : "/w/#");
        subscribe(observer, List.of(new Subscription(filter, 0, false, false, 0, 0)), 0);
    }

    private void retain(ClientModel observer, String topic) {
        Message marker = new Message(OBSERVER, topic, "retained " + payloads++, 1, true);
        int id = observer.nextId();
        send(observer, marker, id, false);
        deliver(marker, observer, 0x40, id);
    }

    private void step() {
        String id = pick(IDS);
        ClientModel client = clients.get(id);
        if (client == null || random.nextInt(20) == 0) {
            connect(id);
            return;
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> subscribe(client);
            case 3 -> unsubscribe(client);
            case 4 -> leave(client);
            case 5 -> cut(client);
            case 6 -> wrong(client);
            case 7, 8, 9 -> acknowledge(client);
            case 10 -> transferAgain(client);
            case 11 -> unknown(client);
            case 12 -> {
                note(client, "pings");
                client.alive();
            }
            case 13 -> transact(client);
            default -> publish(client);
        }
    }

    private void connect(String id) {
        Dialect dialect = dialects[random.nextInt(dialects.length)];
        boolean clean = random.nextInt(3) == 0;
        // Only version 5 separates how a session begins from how it ends.
        boolean lasting = dialect == Dialect.V5 ? random.nextInt(3) > 0 : !clean;
        Message will = random.nextBoolean()
                ? new Message(id, will(id), "will " + payloads++, random.nextInt(3), random.nextInt(4) == 0)
                : null;
        ClientModel before = clients.remove(id);
        String note = before == null ? " connects" : " takes over";
        said.add(id + note + " in " + dialect + (clean ? ", clean" : "") + (lasting ? ", lasting" : "") + ", " + will);
        if (before != null) {
            // What it acknowledged last may not have been taken up yet, and would come again.
            before.alive();
            server.left(before.session);
        }
        ClientModel client = open(id, dialect, clean, lasting, will, server.present(id, clean));
        if (before != null) {
            before.failed();
            publishWill(before);
        }
        client.seesAgain();
    }

    private ClientModel open(
            String id, Dialect dialect, boolean clean, boolean lasting, Message will, boolean present) {
        Peer peer = broker.open(dialect);
        int flags = (clean ? 0x02 : 0) | (will == null ? 0 : 0x04 | will.qos() << 3 | (will.retain() ? 0x20 : 0));
        String expiry = dialect == Dialect.V311 ? "" : lasting ? "05 11 ffffffff" : "00";
        String last = will == null ? "" : "P ['%s'] ['%s']".formatted(will.topic(), will.payload());
        peer.send("10 { ['MQTT'] L %02x 0000 %s ['~%s'] %s }", flags, expiry, id, last);
        peer.accepted(present);
        ClientModel client = new ClientModel(dialect, peer, server.connect(id, clean || !present, lasting), will);
        clients.put(id, client);
        return client;
    }

    /**
     * Something retained comes with each new subscription, and is waited for: a server may look for it after its SUBACK, and
     * would also find what is published by then.
     */
    private void subscribe(ClientModel client) {
        int count = 1 + random.nextInt(3);
        int identifier = client.five() && random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 0;
        List<Subscription> wishes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean five = client.five();
            String filter = topic(pick(FILTERS));
            Subscription wish = new Subscription(
                    filter,
                    random.nextInt(3),
                    five && random.nextInt(4) == 0 && server.retainsOfOthers(filter, client.session.id),
                    five && session(client, "asPublished"),
                    five ? random.nextInt(3) : 0,
                    identifier);
            wishes.add(wish);
        }
        note(client, "subscribes " + wishes);
        subscribe(client, wishes, identifier);
    }

    private void subscribe(ClientModel client, List<Subscription> wishes, int identifier) {
        StringBuilder packet = new StringBuilder();
        wishes.forEach(wish -> packet.append("['%s'] %02x ".formatted(wish.filter(), wish.options())));
        int id = client.nextId();
        String properties = identifier == 0 ? "P" : "02 0b %02x".formatted(identifier);
        client.peer.send("82 { %04x %s %s }", id, properties, packet);
        List<Delivery> retained = new ArrayList<>();
        wishes.forEach(wish -> retained.addAll(server.subscribe(client.session, wish)));
        Packet suback = client.sees(retained, 0x90, id);
        byte[] granted = suback.body();
        for (int i = 0; i < wishes.size(); i++) {
            if (granted[granted.length - wishes.size() + i] != wishes.get(i).qos()) {
                throw new AssertionError("Expected the QoS of " + wishes + ": " + suback);
            }
        }
    }

    /** One client has the same all its life, since overlapping subscriptions that differ in it are not told apart. */
    private static boolean session(ClientModel client, String what) {
        return (client.session.id + what).hashCode() % 2 == 0;
    }

    private void unsubscribe(ClientModel client) {
        String filter = topic(pick(FILTERS));
        note(client, "unsubscribes " + filter);
        boolean there = client.session.subscriptions.remove(filter) != null;
        int id = client.nextId();
        client.peer.send("a2 { %04x P ['%s'] }", id, filter);
        Packet unsuback = client.sees(List.of(), 0xb0, id);
        if (client.five() && unsuback.at(unsuback.body().length - 1) != (there ? 0 : 0x11)) {
            throw new AssertionError("Expected that it was " + (there ? "there: " : "not there: ") + unsuback);
        }
    }

    private void publish(ClientModel client) {
        int wish = random.nextInt(3);
        String name = pick(TOPICS);
        String payload = random.nextInt(6) == 0 ? "" : "payload " + payloads++;
        boolean removes = payload.isEmpty() && LASTING.contains(name);
        boolean retain = random.nextInt(4) == 0 && !removes;
        Message message = heard(new Message(client.session.id, topic(name), payload, wish, retain));
        note(client, "publishes " + message);
        int id = client.nextId();
        int qos = message.qos();
        if (qos == 2) {
            client.session.transfers.add(id);
        }
        send(client, message, id, false);
        deliver(message, client, qos == 0 ? 0 : qos == 1 ? 0x40 : 0x50, id);
        if (qos == 2 && random.nextBoolean()) {
            release(client, id);
        }
    }

    private void transact(ClientModel client) {
        if (!client.five()) {
            publish(client);
            return;
        }
        List<Message> parts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i >= 0; i--) {
            String payload = "payload " + payloads++;
            parts.add(new Message(client.session.id, topic(pick(TOPICS)), payload, 1 + random.nextInt(2), false));
        }
        TransactionStep step = new TransactionStep(server, clients.values(), client, parts, random);
        note(client, step.toString());
        step.run();
    }

    /**
     * The message with a sign that it has been published: it is answered, or somebody sees it. Without one nobody knows whether
     * it comes before or behind what other clients do next, since nothing orders connections (section 4.6).
     */
    private Message heard(Message message) {
        boolean silent = message.qos() == 0 && !server.hears(message);
        return silent ? message.withQos(1) : message;
    }

    private static void send(ClientModel client, Message message, int id, boolean again) {
        int first = Delivery.PUBLISH | (again ? 8 : 0) | message.qos() << 1 | (message.retain() ? 1 : 0);
        String packetId = message.qos() == 0 ? "" : "%04x".formatted(id);
        client.peer.send("%02x { ['%s'] %s P '%s' }", first, message.topic(), packetId, message.payload());
    }

    /** Everybody sees what the model says, the publisher with the answer; null for a will. */
    private void deliver(Message message, ClientModel publisher, int answer, int id) {
        boolean wanted = server.wants(message);
        Map<String, Delivery> deliveries = server.publish(message);
        for (ClientModel client : clients.values()) {
            Delivery delivery = deliveries.get(client.session.id);
            List<Delivery> expected = delivery == null ? List.of() : List.of(delivery);
            int reason = ClientModel.reason(client.sees(expected, client == publisher ? answer : 0, id));
            if (reason != 0 && (reason != NO_SUBSCRIBERS || wanted)) {
                throw new AssertionError("Answered with 0x%02x: %s".formatted(reason, message));
            }
        }
    }

    private void transferAgain(ClientModel client) {
        if (client.session.transfers.isEmpty()) {
            return;
        }
        int id = client.session.transfers.iterator().next();
        if (random.nextBoolean()) {
            note(client, "sends transfer " + id + " again");
            send(client, new Message(client.session.id, topic("x"), "again", 2, false), id, true);
            client.sees(List.of(), 0x50, id);
        } else {
            release(client, id);
        }
    }

    private void release(ClientModel client, int id) {
        note(client, "releases transfer " + id);
        client.peer.send("62 { %04x }", id);
        int reason = ClientModel.reason(client.sees(List.of(), 0x70, id));
        if (reason != 0) {
            throw new AssertionError("Transfer %d is not known: 0x%02x".formatted(id, reason));
        }
        client.session.transfers.remove(id);
    }

    private void acknowledge(ClientModel client) {
        for (int i = random.nextInt(10); i >= 0; i--) {
            List<Pending> sent = client.session.pending.stream()
                    .filter(each -> each.packetId != 0)
                    .toList();
            if (!sent.isEmpty()) {
                acknowledge(client, sent.get(random.nextInt(sent.size())));
            }
        }
    }

    private void acknowledge(ClientModel client, Pending one) {
        note(client, "acknowledges " + one.packetId + ": " + one.delivery + (one.released ? ", released" : ""));
        boolean rejects = client.five() && !one.released && random.nextInt(8) == 0;
        int type = one.released ? 0x70 : one.delivery.qos() == 1 ? 0x40 : 0x50;
        client.peer.send("%02x { %04x %s }", type, one.packetId, rejects ? "83" : "");
        if (type == 0x50 && !rejects) {
            client.sees(List.of(), 0x62, one.packetId);
            one.released = true;
        } else {
            client.session.pending.remove(one);
        }
    }

    /** An acknowledgement of something that never was (sections 4.3 and 4.8). */
    private void unknown(ClientModel client) {
        note(client, "acknowledges what is unknown");
        client.peer.send("40 { fff0 } 70 { fff0 }");
        client.peer.send("50 { fff0 }");
        int reason = ClientModel.reason(client.sees(List.of(), 0x62, 0xfff0));
        if (reason != (client.five() ? UNKNOWN_ID : 0)) {
            throw new AssertionError("A PUBREL of what is unknown with 0x%02x".formatted(reason));
        }
        client.peer.send("62 { fff0 }");
        client.sees(List.of(), 0x70, 0xfff0);
    }

    private void leave(ClientModel client) {
        boolean will = client.five() && random.nextInt(3) == 0;
        note(client, will ? "leaves with its will" : "leaves");
        client.peer.send(will ? "e0 { 04 }" : "e0 00");
        client.ended();
        gone(client, will);
    }

    private void cut(ClientModel client) {
        note(client, "is cut off");
        client.peer.close();
        gone(client, true);
    }

    private void wrong(ClientModel client) {
        String bytes = pick(WRONG);
        note(client, "sends " + bytes);
        client.peer.send(bytes);
        client.failed();
        gone(client, true);
    }

    private void gone(ClientModel client, boolean withWill) {
        clients.remove(client.session.id);
        server.left(client.session);
        if (withWill) {
            publishWill(client);
        }
    }

    private void publishWill(ClientModel client) {
        if (client.will != null) {
            deliver(client.will, null, 0, 0);
        }
    }

    /** Leaves nothing on the server. */
    private void cleanUp() {
        for (String id : IDS) {
            Peer peer = broker.open(Dialect.V311);
            peer.send("10 { ['MQTT'] 04 02 0000 ['~%s'] }", id);
            peer.accepted(false);
            peer.send("e0 00");
        }
        Peer peer = broker.open(Dialect.V311);
        peer.send("10 { ['MQTT'] 04 02 0000 ['~cleaner'] }");
        peer.accepted(false);
        for (String topic : server.retainedTopics()) {
            peer.send("33 { ['%s'] 0001 }", topic).sees("40 { 0001 }");
        }
    }

    private void note(ClientModel client, String what) {
        said.add(client.session.id + " " + what);
    }

    private String will(String name) {
        return broker.prefix() + "/w/" + name;
    }

    private String topic(String name) {
        return broker.prefix() + "/t/" + name;
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
