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
import java.util.Optional;

/** Why connections end: each reason has its counter, its line in the log and its word to the client. For the connection's lane. */
final class Ending implements Lifeline {

    private final MqttHandler handler;
    private final Settings settings;
    private final Surroundings surroundings;
    private final ClientName name;

    /** Whether the log says why the connection ends. */
    private boolean told;

    Ending(MqttHandler handler, Settings settings, Surroundings surroundings, ClientName name) {
        this.handler = handler;
        this.settings = settings;
        this.surroundings = surroundings;
        this.name = name;
    }

    private void tell(String why) {
        told = true;
        surroundings.log().info(name.now(), why);
    }

    /** The connection is closed, not by us. */
    void closed(Optional<String> because) {
        if (because.isPresent() && !told) {
            tell("the connection is closed: " + because.get());
        }
        handler.end(Leave.ABRUPT, null);
    }

    /** A connected client's connection ends; says so unless the log has the reason. */
    void over(Leave how, Refusal said) {
        if (told) {
            return;
        }
        told = true;
        String what = "the client has closed the connection without DISCONNECT";
        if (how == Leave.FAREWELL) {
            what = "disconnects";
        } else if (said != null) {
            what = "is sent away: " + (said.text().isEmpty() ? said.code() : said.text());
        }
        surroundings.log().life(name.now(), what);
    }

    @Override
    public boolean alive() {
        return handler.phase().isAlive();
    }

    @Override
    public void late() {
        if (handler.phase() == Phase.DETACHED) {
            tell("an answer comes too late: the connection was to be handed over");
            handler.end(Leave.ABRUPT, null);
        }
    }

    @Override
    public void answered() {
        handler.answered();
    }

    void malformed(MalformedPacketException what) {
        surroundings.counters().malformed.increment();
        tell(what.getMessage());
        handler.end(Leave.ABRUPT, new Refusal(what.code(), what.getMessage()));
    }

    /** What is held back cannot be handed over; it comes again on the next connection. */
    void heldBack() {
        tell("the connection cannot be handed over while deliveries wait for packet ids");
        handler.end(Leave.ABRUPT, null);
    }

    void unanswerable() {
        surroundings.counters().refusedConnects.increment();
        tell("takes no packet as large as its CONNACK [MQTT-3.1.2-24]");
        handler.end(Leave.ABRUPT, null);
    }

    void undecided() {
        surroundings.counters().silent.increment();
        told = true;
        surroundings.log().warn(name.now(), "CONNECT was not decided in time");
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
            tell("leaves with " + packet.code());
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
        LoggedClient client = name.now();
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
            tell("its session has ended for this connection: " + why);
            ReasonCode code = switch (why) {
                case TAKEN_OVER -> ReasonCode.SESSION_TAKEN_OVER;
                case REVOKED -> ReasonCode.NOT_AUTHORIZED;
                // Where it will be is not decided yet: whoever connects anew is told once it is.
                case MOVED -> ReasonCode.SERVER_BUSY;
                case CLOSED, EXPIRED -> ReasonCode.ADMINISTRATIVE_ACTION;
            };
            handler.end(Leave.ABRUPT, new Refusal(code, ""));
        }
    }

    @Override
    public void refused(Answer answer, Refusal told, RefusedException why) {
        surroundings.counters().refusedPackets.increment();
        String what =
                "packet id " + answer.packetId + " cannot be answered by " + answer.kind + ", so the connection ends: ";
        this.told = true;
        surroundings.log().refusal(name.now(), what, why);
        handler.end(Leave.ABRUPT, told);
    }

    @Override
    public void dismiss(ReasonCode code, String why) {
        tell(why);
        handler.end(Leave.ABRUPT, new Refusal(code, why));
    }

    @Override
    public void fault(RuntimeException mistake) {
        surroundings.counters().faults.increment();
        told = true;
        surroundings.log().error(name.now(), "a fault in Parley ends the connection", mistake);
        handler.end(Leave.ABRUPT, new Refusal(ReasonCode.UNSPECIFIED_ERROR, ""));
    }
}
