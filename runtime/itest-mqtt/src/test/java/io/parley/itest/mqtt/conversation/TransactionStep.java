package io.parley.itest.mqtt.conversation;

import io.parley.itest.mqtt.conversation.ClientModel.Answer;
import io.parley.itest.mqtt.conversation.SessionModel.Pending;
import io.parley.itest.mqtt.wire.Packet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What one client of 5.0 sends, and acknowledges, in a transaction: nobody sees anything before it is committed, and then everybody sees all
 * of it; of one that is aborted there is nothing but answers that refuse.
 */
final class TransactionStep {

    private static final int NO_SUBSCRIBERS = 0x10;
    private static final int REFUSED = 0x80;

    private final ServerModel server;
    private final Collection<ClientModel> clients;
    private final ClientModel client;
    private final List<Message> parts;
    private final boolean commits;

    /** A delivery that it acknowledges. */
    private final Optional<Pending> done;

    /**
     * @param clients all that are connected
     * @param client who makes it, one of them
     * @param parts not retained, and with guarantee
     */
    TransactionStep(
            ServerModel server,
            Collection<ClientModel> clients,
            ClientModel client,
            List<Message> parts,
            Random random) {
        this.server = server;
        this.clients = clients;
        this.client = client;
        this.commits = random.nextInt(4) > 0;
        this.parts = new ArrayList<>(parts);
        if (!commits) {
            // A part that aborts is no message, so there is nothing to be released either.
            this.parts.replaceAll(part -> part == parts.get(parts.size() - 1) ? part.withQos(1) : part);
        }
        this.done = client.session.pending.stream()
                .filter(each -> each.packetId != 0 && each.delivery.qos() == 1 && random.nextBoolean())
                .findFirst();
    }

    void run() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Message part = parts.get(i);
            int id = client.nextId();
            if (i == parts.size() - 1) {
                client.alive();
            }
            client.peer.send(
                    "%02x { ['%s'] %04x { %s } '%s' }",
                    Delivery.PUBLISH | part.qos() << 1, part.topic(), id, properties(i), part.payload());
            answers.add(new Answer(part.qos() == 1 ? 0x40 : 0x50, id));
        }
        if (commits) {
            committed(answers);
        } else {
            aborted(client.sees(List.of(), answers));
        }
    }

    private String properties(int part) {
        StringBuilder properties = new StringBuilder(user("parley-transaction", "t"));
        if (part == 0) {
            properties.append(user("parley-transaction-begin", "60000"));
            done.ifPresent(one -> properties.append(user("parley-transaction-acknowledge", "" + one.packetId)));
        }
        if (part == parts.size() - 1) {
            properties.append(user("parley-transaction-end", commits ? "commit" : "abort"));
        }
        return properties.toString();
    }

    private static String user(String name, String value) {
        return " 26 ['%s'] ['%s']".formatted(name, value);
    }

    private void committed(List<Answer> answers) {
        List<Boolean> wanted = parts.stream().map(server::wants).toList();
        List<Map<String, Delivery>> deliveries =
                parts.stream().map(server::publish).toList();
        for (ClientModel each : clients) {
            List<Delivery> expected = deliveries.stream()
                    .map(all -> all.get(each.session.id))
                    .filter(delivery -> delivery != null)
                    .toList();
            List<Packet> answered = each.sees(expected, each == client ? answers : List.of());
            for (int i = 0; i < answered.size(); i++) {
                int reason = ClientModel.reason(answered.get(i));
                if (reason != 0 && (reason != NO_SUBSCRIBERS || wanted.get(i))) {
                    throw new AssertionError("Answered with 0x%02x: %s".formatted(reason, parts.get(i)));
                }
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).qos() == 2) {
                client.session.transfers.add(answers.get(i).id());
            }
        }
        done.ifPresent(one -> {
            client.peer.send("40 { %04x }", one.packetId);
            client.session.pending.remove(one);
        });
    }

    /** All but the part that aborts, which has done so. */
    private static void aborted(List<Packet> answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (ClientModel.reason(answers.get(i)) >= REFUSED == (i == answers.size() - 1)) {
                throw new AssertionError("Part " + i + " of what was aborted is answered by " + answers.get(i));
            }
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return (commits ? "commits " : "aborts ")
                + parts
                + done.map(one -> ", with " + one.packetId).orElse("");
    }
}
