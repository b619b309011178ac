package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.pipeline.Routes;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoutedTest {

    private static final Address ROUTE = Address.route("r");

    private final Fixture at = new Fixture();
    private final List<String> planned = new ArrayList<>();
    private Pipeline pipeline;

    private final class Queues extends AnyQueue {
        @Override
        public synchronized void plan(Address address, Incoming incoming) {
            planned.add(address + " " + incoming.message().address() + " "
                    + incoming.message().contentType().orElse("none"));
            super.plan(address, incoming);
        }
    }

    private static final class Fixed implements Router {
        @Override
        public List<Address> route(Message message, List<String> rules, Surroundings around) {
            return rules.stream()
                    .filter(rule -> !rule.isEmpty())
                    .map(Address::queue)
                    .toList();
        }

        @Override
        public void check(List<String> rules) {
            // All are good.
        }
    }

    @BeforeEach
    void begin() {
        EngineCore engine = at.start("a");
        engine.join(new Recorder(engine, "a"));
        pipeline = new Pipeline(engine::batch, at.plugins, at.workers, 100);
        pipeline.acceptor(new Queues());
        at.plugins.routers().add(List.of("fixed"), 0, 1, false, new Fixed());
    }

    @AfterEach
    void close() {
        at.close();
    }

    private List<String> stored(int messages) throws Exception {
        List<String> addresses = new ArrayList<>();
        try (var reader = at.journal.reader(0)) {
            while (reader.next()) {
                for (int i = 0; i < messages; i++) {
                    Message message = Fixture.get(at.engine.messages().load(new MessageRef(reader.position(), i)));
                    addresses.add(message.address() + " "
                            + new String(message.payload().toBytes()));
                }
            }
        }
        return addresses;
    }

    @Test
    void eachTargetSeesItsOwnAddressOnTheJournalToo() throws Exception {
        pipeline.routes(address -> Optional.of(new Routes.Route("fixed", List.of("one", "two"))));
        Message message = Message.to(ROUTE).payload("a").build();
        Receipt receipt = Fixture.get(pipeline.accept(message, Origin.IN_PROCESS));
        assertEquals(message.id(), receipt.id());
        assertEquals(Receipt.Outcome.STORED, receipt.outcome());
        assertEquals(List.of("queue:one queue:one none", "queue:two queue:two none"), planned);
        assertEquals(List.of("queue:one a", "queue:two a"), stored(2));
    }

    @Test
    void routeGivesAContentTypeToMessagesWithoutOne() throws Exception {
        pipeline.routes(address -> Optional.of(
                new Routes.Route("fixed", List.of("one"), Optional.of("application/json"), Routes.Unroutable.REJECT)));
        Fixture.get(pipeline.accept(Message.to(ROUTE).build(), Origin.IN_PROCESS));
        Fixture.get(pipeline.accept(Message.to(ROUTE).contentType("text/plain").build(), Origin.IN_PROCESS));
        assertEquals(List.of("queue:one queue:one application/json", "queue:one queue:one text/plain"), planned);
    }
}
