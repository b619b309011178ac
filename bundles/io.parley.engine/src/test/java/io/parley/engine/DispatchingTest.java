package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.pipeline.Dispatching;
import io.parley.engine.pipeline.Dispatching.Decision;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.InterceptionLimits;
import io.parley.engine.plugin.InterceptionLimits.Overrun;
import io.parley.spi.interceptor.DispatchInterceptor;
import io.parley.spi.interceptor.Receiver;
import io.parley.spi.interceptor.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DispatchingTest {

    private static final Receiver ANNA = new Receiver("anna", "session-1");
    private static final Message MESSAGE =
            Message.to(Address.topic("t")).payload("a").build();

    private final Fixture at = new Fixture();
    private Dispatching dispatching;

    @BeforeEach
    void begin() {
        EngineCore engine = at.start("a");
        dispatching = new Pipeline(engine::batch, at.plugins, at.workers, 100).dispatching();
    }

    @AfterEach
    void close() {
        at.close();
    }

    private DispatchInterceptor add(String name, int ranking, DispatchInterceptor interceptor) {
        at.plugins.dispatchInterceptors().add(List.of(name), ranking, ranking + 100, false, interceptor);
        return interceptor;
    }

    private static DispatchInterceptor deciding(Verdict verdict) {
        return (message, receiver) -> CompletableFuture.completedStage(verdict);
    }

    private static DispatchInterceptor appending(String more) {
        return (message, receiver) -> CompletableFuture.completedStage(new Verdict.Pass(message.with()
                .payload(text(message) + more + receiver.session())
                .build()));
    }

    private static String text(Message message) {
        return new String(message.payload().toBytes());
    }

    private Decision ask() throws Exception {
        return Fixture.get(dispatching.ask(MESSAGE, ANNA));
    }

    @Test
    void allAreAskedTheHighestRankingFirstAndOnlyWhileTheyAreThere() throws Exception {
        assertTrue(dispatching.idle());
        DispatchInterceptor low = add("low", -5, appending(" low for "));
        add("high", 5, appending(" high for "));
        assertEquals("a high for session-1 low for session-1", text(((Decision.Deliver) ask()).message()));
        at.plugins.dispatchInterceptors().remove(low);
        assertEquals("a high for session-1", text(((Decision.Deliver) ask()).message()));
    }

    @Test
    void aRejectedMessageIsDroppedAndWhatFailsIsWithheld() throws Exception {
        DispatchInterceptor last = add("x", 0, deciding(new Verdict.Reject("not for anna")));
        assertInstanceOf(Decision.Drop.class, ask());
        List<DispatchInterceptor> failing = List.of(
                (message, receiver) -> CompletableFuture.failedStage(new IllegalStateException("broken")),
                (message, receiver) -> {
                    throw new IllegalStateException("broken");
                },
                deciding(null),
                deciding(new Verdict.Split(List.of(MESSAGE, MESSAGE))));
        for (DispatchInterceptor next : failing) {
            at.plugins.dispatchInterceptors().remove(last);
            last = add("x", 0, next);
            assertInstanceOf(Decision.Withhold.class, ask());
        }
    }

    @Test
    void whoeverDoesNotDecideInTimeIsNotWaitedFor() throws Exception {
        at.interception.set(new InterceptionLimits(Duration.ofSeconds(1), Overrun.REJECT, Duration.ZERO));
        add("slow", 0, (message, receiver) -> new CompletableFuture<>());
        assertInstanceOf(Decision.Withhold.class, overrun());
        at.interception.set(new InterceptionLimits(Duration.ofSeconds(1), Overrun.PASS, Duration.ZERO));
        assertEquals(MESSAGE, ((Decision.Deliver) overrun()).message());
    }

    private Decision overrun() throws Exception {
        CompletableFuture<Decision> asked = dispatching.ask(MESSAGE, ANNA).toCompletableFuture();
        while (!asked.isDone()) {
            at.timers.pass(100);
            Thread.onSpinWait();
        }
        return asked.get();
    }
}
