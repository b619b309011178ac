package io.parley.testkit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What README.md shows. */
@Timeout(30)
class ExampleTest {

    // begin of the example
    /** What is to be tested: takes orders, and hands each on to the shipping department. */
    static final class Orders implements Flow.Subscriber<Delivery> {

        private final MessageService messages;
        final List<String> failed = new CopyOnWriteArrayList<>();
        private Flow.Subscription subscription;

        Orders(MessageService messages) {
            this.messages = messages;
            messages.consume(Address.queue("orders"), ConsumeOptions.DEFAULT).subscribe(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            made.request(1);
        }

        @Override
        public void onNext(Delivery delivery) {
            Message order =
                    delivery.message().with().address(Address.route("shipping")).build();
            messages.send(order).thenCompose(receipt -> delivery.ack()).whenComplete((done, failure) -> {
                if (failure != null) {
                    failed.add(failure.getMessage());
                    delivery.nack(Duration.ofMinutes(1));
                }
                subscription.request(1);
            });
        }

        @Override
        public void onError(Throwable failure) {
            failed.add(failure.getMessage());
        }

        @Override
        public void onComplete() {
            // Parley was closed.
        }
    }

    @Test
    void eachOrderIsShipped() {
        try (var parley = TestParley.start()) {
            parley.configure("io.parley.route~shipping", Map.of("rules", new String[] {"queue:parcels"}));
            Orders orders = new Orders(parley.messages());

            parley.messages()
                    .send(Message.to(Address.queue("orders")).payload("a book").build());
            parley.settle();

            assertEquals(List.of("a book"), waiting(parley, "parcels"));
            assertEquals(List.of(), orders.failed);
        }
    }

    @Test
    void anOrderIsTriedAgainAfterAMinute() {
        try (var parley = TestParley.start()) {
            Orders orders = new Orders(parley.messages());
            parley.messages()
                    .send(Message.to(Address.queue("orders")).payload("a book").build());
            parley.settle();
            assertEquals(1, orders.failed.size(), "there is no route yet");

            parley.configure("io.parley.route~shipping", Map.of("rules", new String[] {"queue:parcels"}));
            parley.advance(Duration.ofMinutes(1));

            assertEquals(List.of("a book"), waiting(parley, "parcels"));
        }
    }

    private static List<String> waiting(TestParley parley, String queue) {
        return parley.queues().browse(Address.queue(queue), any -> true, 100).toCompletableFuture().join().stream()
                .map(message -> new String(message.payload().toBytes()))
                .toList();
    }
    // end of the example

    @Test
    void theReadmeShowsJustThis() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/parley/testkit/runtime/ExampleTest.java"));
        String example = source.substring(
                        source.indexOf("// begin of the example\n") + "// begin of the example\n".length(),
                        source.indexOf("    // end of the example\n"))
                .indent(-4);
        assertTrue(
                Files.readString(Path.of("README.md")).contains("```java\n" + example + "```"),
                "README.md shows another example than this test");
    }
}
