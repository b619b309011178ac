package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.engine.op.QueueOp;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.pipeline.Ready;
import io.parley.engine.pipeline.Routes;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import io.parley.spi.tracing.Tracer;
import io.parley.testkit.RecordingTracer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tracer is told of a message on its way to the journal. */
@Timeout(30)
class TracingTest {

    private static final Address QUEUE = Address.queue("q");
    private static final Address ROUTE = Address.route("r");

    private final Fixture at = new Fixture();
    private final RecordingTracer tracer = new RecordingTracer();
    private final List<Message> planned = Collections.synchronizedList(new ArrayList<>());
    private volatile Optional<String> compressor = Optional.empty();
    private volatile boolean durable = true;
    private Pipeline pipeline;

    private static final class Empty implements Compressor {
        @Override
        public Payload compress(Payload payload) {
            return Payload.empty();
        }

        @Override
        public Payload decompress(Payload payload, long maxSize) {
            return Payload.empty();
        }
    }

    private static final class ToQueue implements Router {
        @Override
        public List<Address> route(Message message, List<String> rules, Surroundings around) {
            return List.of(QUEUE);
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
        pipeline.acceptor(new AnyQueue() {
            @Override
            public Optional<String> compressor(Address address) {
                return compressor;
            }

            @Override
            public void plan(Address address, Incoming incoming) {
                planned.add(incoming.message());
                incoming.batch().add(new QueueOp.Append(address.name(), incoming.place(), durable));
            }
        });
        pipeline.routes(address -> Optional.of(new Routes.Route("fixed", List.of())));
        pipeline.tracing().use(tracer);
    }

    @AfterEach
    void close() {
        at.close();
    }

    private CompletionStage<?> send(Address address) {
        return pipeline.accept(Message.to(address).build(), Origin.IN_PROCESS);
    }

    private String traceParent(int index) {
        return planned.get(index).headers().first(Tracer.TRACE_PARENT).orElse("none");
    }

    @Test
    void acceptedMessageAndItsWayThroughTheJournal() throws Exception {
        Fixture.get(send(QUEUE));
        assertEquals(List.of("0 ACCEPT queue:q, OUTCOME STORED: ok", "1 JOURNAL in 0: ok"), tracer.spans());
        assertEquals("0", traceParent(0));
    }

    @Test
    void aMessageThatIsPartOfATraceStaysInIt() throws Exception {
        Fixture.get(send(QUEUE));
        Message next = Message.to(QUEUE).header(Tracer.TRACE_PARENT, "0").build();
        Fixture.get(pipeline.acceptDue(next, Origin.IN_PROCESS, batch -> {}));
        assertEquals(
                List.of("2 ACCEPT queue:q in 0, OUTCOME STORED: ok", "3 JOURNAL in 2: ok"),
                tracer.spans().subList(2, 4));
        assertEquals("2", traceParent(1));
    }

    @Test
    void whatIsNotDurableDoesNotReachTheJournal() throws Exception {
        durable = false;
        Fixture.get(send(QUEUE));
        assertEquals(List.of("0 ACCEPT queue:q, OUTCOME HANDED_OVER: ok"), tracer.spans());
    }

    @Test
    void plugInsAreParts() throws Exception {
        compressor = Optional.of("empty");
        at.plugins.compressors().add(List.of("empty"), 0, 1, false, new Empty());
        at.plugins.routers().add(List.of("fixed"), 0, 2, false, new ToQueue());
        intercept(
                "first",
                message -> new Verdict.Pass(message.with().headers(Headers.NONE).build()));
        intercept("second", Verdict.Pass::new);
        Fixture.get(send(ROUTE));
        assertEquals(
                List.of(
                        "0 ACCEPT route:r, OUTCOME STORED: ok",
                        "1 INTERCEPT first in 0: ok",
                        "2 INTERCEPT second in 0: ok",
                        "3 ROUTE fixed in 0: ok",
                        "4 COMPRESS empty in 0: ok",
                        "5 JOURNAL in 0: ok"),
                tracer.spans());
        assertEquals("0", traceParent(0));
    }

    private void intercept(String name, Function<Message, Verdict> verdict) {
        Interceptor interceptor = (message, sender) -> CompletableFuture.completedStage(verdict.apply(message));
        at.plugins
                .interceptors()
                .add(List.of(name), -at.plugins.interceptors().ranked().size(), 10, false, interceptor);
    }

    @Test
    void messagesThatShareABatchHaveTheirOwnSpansOfItsWay() throws Exception {
        Batch batch = at.engine.batch();
        for (int i = 0; i < 3; i++) {
            Ready ready = Fixture.get(pipeline.prepare(Message.to(QUEUE).build(), Origin.IN_PROCESS));
            assertTrue(ready.addTo(batch).isEmpty());
            ready.finish(batch);
        }
        Fixture.get(batch.commit());
        assertEquals(
                List.of(
                        "0 ACCEPT queue:q: ok",
                        "1 ACCEPT queue:q: ok",
                        "2 ACCEPT queue:q: ok",
                        "3 JOURNAL in 0: ok",
                        "4 JOURNAL in 1: ok",
                        "5 JOURNAL in 2: ok"),
                tracer.spans());
        assertEquals(List.of("0", "1", "2"), List.of(traceParent(0), traceParent(1), traceParent(2)));
    }

    @Test
    void refusalsEndWhatTheyRefuse() throws Exception {
        intercept("strict", message -> new Verdict.Reject("not today"));
        assertInstanceOf(RefusedException.class, Fixture.failure(send(QUEUE)));
        assertEquals(List.of("0 ACCEPT queue:q: NOT_ALLOWED", "1 INTERCEPT strict in 0: NOT_ALLOWED"), tracer.spans());
        assertInstanceOf(RefusedException.class, Fixture.failure(send(Address.topic("t"))));
        assertEquals("2 ACCEPT topic:t: NOT_ALLOWED", tracer.spans().get(2));
    }

    @Test
    void aJournalThatRefusesEndsBoth() throws Exception {
        at.journal.refuse("disk full");
        assertInstanceOf(RefusedException.class, Fixture.failure(send(QUEUE)));
        assertEquals(List.of("0 ACCEPT queue:q: UNAVAILABLE", "1 JOURNAL in 0: UNAVAILABLE"), tracer.spans());
    }

    @Test
    void nothingIsTracedOrChangedWithoutATracer() throws Exception {
        pipeline.tracing().stop(new RecordingTracer());
        Fixture.get(send(QUEUE));
        assertEquals(2, tracer.spans().size(), "stopping another tracer is without effect");
        pipeline.tracing().stop(tracer);
        Message message =
                Message.to(QUEUE).header(Tracer.TRACE_PARENT, "as it is").build();
        Fixture.get(pipeline.accept(message, Origin.IN_PROCESS));
        assertEquals(2, tracer.spans().size());
        assertSame(message, planned.get(1));
    }
}
