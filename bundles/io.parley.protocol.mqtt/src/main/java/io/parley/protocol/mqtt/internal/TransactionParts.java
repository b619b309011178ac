package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.protocol.mqtt.internal.codec.TransactionPart;
import io.parley.protocol.mqtt.internal.codec.TransactionPart.End;
import io.parley.protocol.mqtt.internal.codec.TransactionPart.StateChange;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.GatewayTransactions;
import io.parley.spi.protocol.Publication;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes PUBLISH packets parts of the client's transactions. Each part is answered once its transaction has ended, in its place in the line;
 * so all of a transaction has to fit into what the client may have under way. For the connection's lane.
 */
final class TransactionParts {

    private final GatewayTransactions transactions;
    private final Deliveries deliveries;
    private final Connection connection;
    private final ReadGate gate;

    TransactionParts(GatewayTransactions transactions, Deliveries deliveries, Connection connection, ReadGate gate) {
        this.transactions = transactions;
        this.deliveries = deliveries;
        this.connection = connection;
        this.gate = gate;
    }

    /** @return completes when the part can be answered */
    CompletionStage<Receipt> take(TransactionPart part, Publication publication) {
        String id = part.id();
        try {
            part.begin().ifPresent(timeout -> transactions.begin(id, timeout));
        } catch (RefusedException refused) {
            return CompletableFuture.failedStage(refused);
        }
        End end = part.end().orElse(null);
        if (end == End.ABORT) {
            abort(id, Reason.INVALID, "The client has aborted the transaction");
            return CompletableFuture.completedStage(
                    new Receipt(publication.message().id(), Receipt.Outcome.HANDED_OVER));
        }
        CompletionStage<Receipt> answer =
                part.sends() ? transactions.publish(id, publication) : transactions.transfer(id, publication.token());
        part.acknowledged().forEach(packetId -> acknowledge(id, packetId));
        part.state()
                .ifPresent(change -> change(id, change, publication.message().payload()));
        if (end == End.COMMIT) {
            gate.close(ReadGate.Reason.COMMIT);
            transactions.commit(id).whenComplete((done, failure) -> connection.execute(this::committed));
        }
        return answer;
    }

    private void committed() {
        gate.open(ReadGate.Reason.COMMIT);
    }

    private void acknowledge(String id, int packetId) {
        OptionalLong sequence = deliveries.unacknowledged(packetId);
        if (sequence.isPresent()) {
            transactions.acknowledge(id, sequence.getAsLong());
        } else {
            abort(
                    id,
                    Reason.NOT_OWNED,
                    "The transaction acknowledges packet id " + packetId
                            + ", under which no delivery with QoS 1 waits for that");
        }
    }

    private void change(String id, StateChange change, Payload value) {
        String group = change.group().orElse(null);
        OptionalLong version = change.expectedVersion();
        if (group == null && change.removes()) {
            transactions.removeState(id, change.key(), version);
        } else if (group == null) {
            transactions.putState(id, change.key(), value, version);
        } else if (change.removes()) {
            transactions.removeGroupState(id, group, change.key(), version);
        } else {
            transactions.putGroupState(id, group, change.key(), value, version);
        }
    }

    private void abort(String id, Reason reason, String why) {
        transactions.abort(id, new RefusedException(reason, why));
    }

    /** There is no room for another packet that is to be answered: what is open could never be committed. */
    void full() {
        endAll(
                Reason.LIMIT,
                "The transaction is too large: its parts, and what follows them, wait for their answers, of which there are"
                        + " no more than the receive maximum (mqtt.receive.maximum), and mqtt.receive.kib of payload");
    }

    /** Nothing more is read from this connection. */
    void end() {
        endAll(Reason.UNAVAILABLE, "The connection ends, or is handed over to the next version of the protocol");
    }

    private void endAll(Reason reason, String why) {
        transactions.open().forEach(id -> abort(id, reason, why));
    }
}
