package io.parley.protocol.mqtt.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.plugin.Inline;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import io.parley.spi.protocol.ProtocolHandler;
import io.parley.spi.protocol.ProtocolName;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** MQTT as a protocol of Parley. */
@Component
@ProtocolName(MqttProtocol.NAME)
@Inline
public final class MqttProtocol implements Protocol, MetricSource {

    static final String NAME = "mqtt";

    private final SettingsByListener settings = new SettingsByListener();
    private final Surroundings surroundings;

    @Activate
    public MqttProtocol() {
        this(Surroundings.live());
    }

    MqttProtocol(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Detection detect(ByteBuffer first) {
        return Detector.detect(first);
    }

    @Override
    public ProtocolHandler open(Connection connection, Gateway gateway) {
        MqttHandler handler = new MqttHandler(connection, gateway, settings.of(connection), surroundings);
        handler.open();
        return handler;
    }

    @Override
    public ProtocolHandler attach(Connection connection, Gateway gateway, Detached state) {
        Settings today = settings.of(connection);
        HandedOver from;
        MqttHandler handler;
        try {
            from = HandedOver.read(state);
            handler = new MqttHandler(connection, gateway, from.settings(today), surroundings);
        } catch (RuntimeException unreadable) {
            state.session().ifPresent(session -> session.leave(false));
            handler = new MqttHandler(connection, gateway, today, surroundings);
            handler.unreadable(unreadable);
            return handler;
        }
        handler.attach(from, state.session());
        return handler;
    }

    @Override
    public List<Metric> metrics() {
        return surroundings.counters().metrics();
    }

    /** What has gone wrong so far. */
    @Override
    public String toString() {
        return NAME + "[" + surroundings.counters() + "]";
    }
}
