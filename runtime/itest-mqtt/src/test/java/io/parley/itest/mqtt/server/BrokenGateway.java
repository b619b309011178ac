package io.parley.itest.mqtt.server;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The real gateway behind a {@link GatewaySabotage}. */
final class BrokenGateway implements Gateway {

    private final Gateway real;
    private final GatewaySabotage sabotage;

    BrokenGateway(Gateway real, GatewaySabotage sabotage) {
        this.real = real;
        this.sabotage = sabotage;
    }

    @Override
    public CompletionStage<GatewaySession> connect(ConnectRequest request, Downstream downstream) {
        ConnectRequest instead;
        try {
            instead = sabotage.request(request);
        } catch (RefusedException refused) {
            return CompletableFuture.failedStage(refused);
        }
        return real.connect(instead, broken(downstream))
                .thenApply(session -> new BrokenSession(session, sabotage).proxy());
    }

    private Downstream broken(Downstream to) {
        return new Downstream() {
            @Override
            public void deliver(List<Outbound> batch) {
                List<Outbound> broken = new ArrayList<>();
                for (Outbound one : batch) {
                    Outbound instead = one instanceof Outbound.Deliver message ? sabotage.deliver(message) : one;
                    if (instead != null) {
                        broken.add(instead);
                    }
                }
                to.deliver(broken);
            }

            @Override
            public void ended(Holder.End end) {
                to.ended(end);
            }
        };
    }
}
