package io.parley.protocol.internal;

import static io.parley.spi.protocol.Guarantee.AT_LEAST_ONCE;
import static io.parley.spi.protocol.Guarantee.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.interceptor.DispatchInterceptor;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What interceptors do to deliveries on their last steps to a client. */
@Timeout(30)
class BeforeDispatchTest {

    private final GatewayHost host = new GatewayHost();
    private final Map<String, CompletableFuture<Verdict>> held = new HashMap<>();
    private GatewaySession session;

    @BeforeEach
    void connect() {
        session = GatewayHost.get(host.connect("a"));
        session.start();
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** "no" is rejected, "fails" fails, "held" waits, anything else gets a mark. */
    private CompletionStage<Verdict> decide(Message message) {
        String text = text(message);
        return switch (text) {
            case "no" -> CompletableFuture.completedStage(new Verdict.Reject("no"));
            case "fails" -> CompletableFuture.failedStage(new IllegalStateException("broken"));
            case "held" -> held.computeIfAbsent(text, key -> new CompletableFuture<>());
            default ->
                CompletableFuture.completedStage(
                        new Verdict.Pass(message.with().payload(text + "!").build()));
        };
    }

    private DispatchInterceptor come() {
        DispatchInterceptor interceptor = (message, receiver) -> decide(message);
        host.plugins.dispatchInterceptors().add(List.of("marks"), 0, 1, true, interceptor);
        return interceptor;
    }

    private static Message message(String text) {
        return Message.to(Address.topic("t")).payload(text).build();
    }

    private static String text(Message message) {
        return new String(message.payload().toBytes());
    }

    private void deliver(Guarantee guarantee, int sequence, String... texts) {
        List<Outbound> batch = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            batch.add(new Outbound.Deliver(
                    message(texts[i]), guarantee == AT_MOST_ONCE ? 0 : sequence + i, guarantee, false, false));
        }
        host.inbox.deliver(batch);
        host.runLane();
    }

    private List<String> sent() {
        return host.delivered.stream()
                .map(outbound -> text(((Outbound.Deliver) outbound).message()))
                .toList();
    }

    @Test
    void withNobodyToAskDeliveriesAreAsTheyAre() {
        deliver(AT_LEAST_ONCE, 0, "a", "b");
        assertEquals(List.of("a", "b"), sent());
    }

    @Test
    void whatIsChangedKeepsItsPlaceAndNothingOvertakesWhatWaits() {
        DispatchInterceptor interceptor = come();
        deliver(AT_LEAST_ONCE, 0, "a", "held", "b");
        deliver(AT_MOST_ONCE, 0, "c");
        assertEquals(List.of("a!"), sent());
        CompletableFuture<Void> gone = CompletableFuture.runAsync(
                () -> host.plugins.dispatchInterceptors().remove(interceptor));
        while (!host.plugins.dispatchInterceptors().ranked().isEmpty()) {
            Thread.onSpinWait();
        }
        deliver(AT_LEAST_ONCE, 3, "d");
        assertEquals(List.of("a!"), sent());
        held.get("held").complete(new Verdict.Pass(message("decided")));
        gone.join();
        awaitSent(5);
        assertEquals(List.of("a!", "decided", "b", "c", "d"), sent());
        assertEquals(List.of(0L, 1L, 2L, 0L, 3L), host.sequences());
    }

    @Test
    void aRejectedMessageIsDoneWith() {
        come();
        deliver(AT_LEAST_ONCE, 0, "a", "no", "b");
        deliver(AT_MOST_ONCE, 0, "no", "c");
        assertEquals(List.of("a!", "b!", "c!"), sent());
        assertEquals(List.of("acknowledge 1"), acknowledgements());
        session.acknowledge(0);
        assertEquals(List.of("acknowledge 1", "acknowledge 0"), acknowledgements());
    }

    @Test
    void whatNobodyDecidedAboutStaysForAnotherAttempt() {
        come();
        deliver(AT_LEAST_ONCE, 0, "fails", "b");
        assertEquals(List.of("b!"), sent());
        assertEquals(List.of(), acknowledgements());
    }

    @Test
    void aConnectionThatEndsGetsNothingMore() {
        come();
        deliver(AT_LEAST_ONCE, 0, "held", "b");
        session.leave(true);
        held.get("held").complete(new Verdict.Pass(message("too late")));
        host.workers.close();
        host.runLane();
        assertEquals(List.of(), sent());
    }

    private void awaitSent(int count) {
        while (host.delivered.size() < count) {
            host.runLane();
            Thread.onSpinWait();
        }
    }

    private List<String> acknowledgements() {
        return host.calls.stream()
                .filter(call -> call.startsWith("acknowledge"))
                .toList();
    }
}
