package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import io.parley.protocol.mqtt.internal.codec.TransactionPart;

/** What is sent when a result is there, and what that means for the receive window. For the connection's lane. */
final class Replies {

    private final PacketWriter writer;
    private final ReceiveWindow window;
    private final Counters counters;
    private final Lifeline lifeline;

    /** @param window may be null */
    Replies(PacketWriter writer, ReceiveWindow window, Counters counters, Lifeline lifeline) {
        this.writer = writer;
        this.window = window;
        this.counters = counters;
        this.lifeline = lifeline;
    }

    void confirm(Answer answer) {
        int id = answer.packetId;
        switch (answer.kind) {
            case NONE -> {}
            case PUBACK, PUBREC -> published(answer.kind, id, answer.result());
            case PUBCOMP -> released(id, (Boolean) answer.note);
            case SUBACK -> writer.suback(id, ((SubscribeAnswer) answer.note).all(answer.result()));
            case UNSUBACK -> writer.unsuback(id, ((UnsubscribeAnswer) answer.note).all(answer.result()));
        }
    }

    /** @param kind PUBACK or PUBREC */
    void published(Answer.Kind kind, int packetId, Receipt receipt) {
        boolean once = kind == Answer.Kind.PUBACK;
        if (window != null && once) {
            window.endOnce();
        }
        PacketType type = once ? PacketType.PUBACK : PacketType.PUBREC;
        if (receipt.outcome() == Receipt.Outcome.UNHEARD) {
            writer.unheard(type, packetId);
        } else {
            writer.acknowledge(type, packetId);
        }
    }

    /** @param known whether there was a transfer of that packet id, as far as is known */
    void released(int packetId, boolean known) {
        if (window != null) {
            window.endTransfer(packetId);
        }
        if (known) {
            writer.acknowledge(PacketType.PUBCOMP, packetId);
        } else {
            writer.unknown(PacketType.PUBCOMP, packetId);
        }
    }

    /**
     * Says no where the protocol can. What must not be acknowledged and cannot be refused ends the connection, as
     * [MQTT-3.3.5-2] of 3.1.1 allows; the client then sends it again when it is back.
     *
     * @return false when the connection ends
     */
    boolean refuse(Answer answer, RefusedException failure) {
        Refusal refusal;
        if (answer.note instanceof Refusal known) {
            refusal = known;
        } else {
            refusal = answer.note instanceof TransactionPart ? Refusal.ofPart(failure) : Refusal.ofPublish(failure);
        }
        RefusedException why = answer.note instanceof Refusal
                ? new RefusedException(RefusedException.Reason.INVALID, refusal.text())
                : failure;
        boolean said = switch (answer.kind) {
            case NONE -> dropped(why);
            case PUBACK -> refusePublish(PacketType.PUBACK, answer.packetId, refusal);
            case PUBREC -> refusePublish(PacketType.PUBREC, answer.packetId, refusal);
            case SUBACK -> refuseFilters(PacketType.SUBACK, answer, why);
            case UNSUBACK -> refuseFilters(PacketType.UNSUBACK, answer, why);
            case PUBCOMP -> false;
        };
        if (!said) {
            lifeline.refused(answer, refusal, why);
        }
        return said;
    }

    private boolean refuseFilters(PacketType type, Answer answer, RefusedException why) {
        if (answer.note instanceof FiltersRefused known) {
            return writer.refuse(type, answer.packetId, known.filters(), known.why());
        }
        int filters;
        if (answer.note instanceof SubscribeAnswer subscribe) {
            subscribe.none();
            filters = subscribe.wishes().size();
        } else {
            filters = ((UnsubscribeAnswer) answer.note).targets().size();
        }
        return writer.refuse(type, answer.packetId, filters, Refusal.ofFilter(why.reason(), why.getMessage()));
    }

    /** A message at most once may be lost for what will pass. */
    private boolean dropped(RefusedException why) {
        boolean passing =
                why.reason() == RefusedException.Reason.LIMIT || why.reason() == RefusedException.Reason.UNAVAILABLE;
        if (passing) {
            counters.dropped.increment();
        }
        return passing;
    }

    private boolean refusePublish(PacketType type, int packetId, Refusal why) {
        if (!writer.refuse(type, packetId, why)) {
            return false;
        }
        counters.refusedMessages.increment();
        if (type == PacketType.PUBACK) {
            window.endOnce();
        } else {
            window.endTransfer(packetId);
        }
        return true;
    }
}
