package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.codec.Auth;
import io.parley.protocol.mqtt.internal.codec.Farewell;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import io.parley.protocol.mqtt.internal.codec.Rule;
import java.time.Duration;

/** Why connections end: each reason has its counter, its line in the log and its word to the client. For the connection's lane. */
final class Ending implements Lifeline {

    private final MqttHandler handler;
    private final Settings settings;
    private final Surroundings surroundings;
    private final ClientName name;

    Ending(MqttHandler handler, Settings settings, Surroundings surroundings, ClientName name) {
        this.handler = handler;
        this.settings = settings;
        this.surroundings = surroundings;
        this.name = name;
    }

    @Override
    public boolean alive() {
        return handler.phase().isAlive();
    }

    @Override
    public void late() {
        if (handler.phase() == Phase.DETACHED) {
            handler.end(Leave.ABRUPT, null);
        }
    }

    @Override
    public void answered() {
        handler.answered();
    }

    void malformed(MalformedPacketException what) {
        surroundings.counters().malformed.increment();
        surroundings.log().info(name.toString(), what.getMessage());
        handler.end(Leave.ABRUPT, new Refusal(what.code(), what.getMessage()));
    }

    void undecided() {
        surroundings.counters().silent.increment();
        surroundings.log().warn(name.toString(), "CONNECT was not decided in time");
        handler.end(Leave.ABRUPT, new Refusal(ReasonCode.SERVER_UNAVAILABLE, ""));
    }

    void silent(String what) {
        surroundings.counters().silent.increment();
        dismiss(ReasonCode.KEEP_ALIVE_TIMEOUT, what);
    }

    void idle() {
        surroundings.counters().idle.increment();
        dismiss(
                ReasonCode.QUOTA_EXCEEDED,
                "nothing but pings for " + settings.idle().toSeconds() + " s");
    }

    @Override
    public void farewell(Farewell packet) throws MalformedPacketException {
        if (handler.session() != null && packet.sessionExpiry().isPresent()) {
            changeExpiry(packet.sessionExpiry().getAsLong());
        }
        boolean normal = packet.code() == ReasonCode.SUCCESS;
        if (!normal) {
            surroundings.log().info(name.toString(), "leaves with " + packet.code());
        }
        handler.end(normal ? Leave.FAREWELL : Leave.ABRUPT, null);
    }

    /** MQTT 5 section 3.14.2.2.2: a session that was to end with its connection does so. */
    private void changeExpiry(long seconds) throws MalformedPacketException {
        String rule = "section 3.14.2.2.2";
        if (seconds != 0 && handler.peer().terms().sessionExpiry() == 0 && Rule.violated(rule)) {
            throw MalformedPacketException.protocolError(
                    PacketType.DISCONNECT, "the session was to end with its connection", rule);
        }
        Duration expiry = Handshake.least(Duration.ofSeconds(seconds), settings.sessionExpiryMaximum());
        String client = name.toString();
        handler.session().expireAfter(expiry).whenComplete((done, failure) -> {
            if (failure != null) {
                surroundings.log().refusal(client, "its session keeps its expiry: ", RefusedException.of(failure));
            }
        });
    }

    @Override
    public void auth(Auth packet) throws MalformedPacketException {
        Authentication authentication = handler.peer().authentication();
        if (authentication != null) {
            authentication.take(packet);
        } else if (Rule.violated("MQTT-4.12.0-7")) {
            throw MalformedPacketException.protocolError(
                    PacketType.AUTH, "the client named no authentication method in its CONNECT", "MQTT-4.12.0-7");
        }
    }

    @Override
    public void sessionEnded(Holder.End why) {
        if (handler.phase() != Phase.ENDED) {
            surroundings.log().info(name.toString(), "its session has ended for this connection: " + why);
            ReasonCode code =
                    why == Holder.End.TAKEN_OVER ? ReasonCode.SESSION_TAKEN_OVER : ReasonCode.ADMINISTRATIVE_ACTION;
            handler.end(Leave.ABRUPT, new Refusal(code, ""));
        }
    }

    @Override
    public void refused(Answer answer, Refusal told, RefusedException why) {
        surroundings.counters().refusedPackets.increment();
        String what =
                "packet id " + answer.packetId + " cannot be answered by " + answer.kind + ", so the connection ends: ";
        surroundings.log().refusal(name.toString(), what, why);
        handler.end(Leave.ABRUPT, told);
    }

    @Override
    public void dismiss(ReasonCode code, String why) {
        surroundings.log().info(name.toString(), why);
        handler.end(Leave.ABRUPT, new Refusal(code, why));
    }

    @Override
    public void fault(RuntimeException mistake) {
        surroundings.counters().faults.increment();
        surroundings.log().error(name.toString(), "a fault in Parley ends the connection", mistake);
        handler.end(Leave.ABRUPT, new Refusal(ReasonCode.UNSPECIFIED_ERROR, ""));
    }
}
