package io.parley.protocol.internal;

import static io.parley.protocol.internal.GatewayHost.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.api.session.Capabilities;
import io.parley.spi.protocol.ConnectRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What a client and Parley can, and what they agree on. */
@Timeout(30)
class AgreementTest {

    private final GatewayHost host = new GatewayHost();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void whatBothSidesCanIsAgreedOn() {
        ConnectRequest in = host.request("a", null, 10);
        Capabilities client = new Capabilities(
                7,
                List.of("text/xml", "Application/CBOR", "application/json"),
                List.of("br"),
                1_000,
                200,
                new TreeSet<>(Set.of("groups", "telepathy")));
        Capabilities server = new Capabilities(
                1,
                List.of("application/json", "application/cbor"),
                List.of("gzip", "zstd"),
                5_000,
                20,
                new TreeSet<>(Set.of("groups", "replay")));
        HeldSession session = (HeldSession) get(host.gateway.connect(
                new ConnectRequest(
                        in.protocol(),
                        in.connection(),
                        in.credentials(),
                        false,
                        in.expiry(),
                        in.will(),
                        client,
                        server,
                        in.challenger(),
                        Optional.empty()),
                host));
        Capabilities.Agreement agreed = session.capabilities();
        assertEquals(
                new Capabilities.Agreement(
                        1,
                        Optional.of("application/cbor"),
                        Optional.empty(),
                        5_000,
                        1_000,
                        20,
                        100,
                        new TreeSet<>(Set.of("groups"))),
                agreed,
                "the gateway sends no more than it may have under way with one client");
        assertEquals(Optional.of(agreed), session.agreement(), "which is what the session service is told");
        session.start();
        assertEquals(100, host.window);
    }

    @Test
    void onlyTheFirstHundredNamesCount() {
        List<String> many = IntStream.range(0, 101).mapToObj(i -> "type/" + i).toList();
        Capabilities client = new Capabilities(1, many, List.of(), 1, 1, new TreeSet<>(many));
        assertEquals(many.subList(0, 100), client.serializers());
        assertEquals(100, client.features().size());
        Capabilities server = new Capabilities(1, List.of("type/100"), List.of(), 1, 1, new TreeSet<>());
        assertEquals(Optional.empty(), server.with(client).serializer());
    }

    @Test
    void impossibleCapabilitiesAreNone() {
        for (Executable one : List.<Executable>of(
                () -> new Capabilities(0, List.of(), List.of(), 1, 1, new TreeSet<>()),
                () -> new Capabilities(1, List.of(), List.of(), 0, 1, new TreeSet<>()),
                () -> new Capabilities(1, List.of(), List.of(), 1, 0, new TreeSet<>()),
                () -> host.request("a", null, 65_536))) {
            assertThrows(IllegalArgumentException.class, one);
        }
    }
}
