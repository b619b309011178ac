package io.parley.testkit.runtime;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users wait for one stage where another one calls them. More of them do than there are threads, and nothing else comes to wake anybody. */
@Timeout(30)
class BlockingCodeTest {

    private static final int MANY = 20;

    private final TestParley parley = TestParley.start();

    @AfterEach
    void close() {
        parley.close();
    }

    private void send(Address to, String text) {
        parley.messages()
                .send(Message.to(to).payload(text).build())
                .toCompletableFuture()
                .join();
    }

    @Test
    void consumersMayWaitForWhatTheySend() throws Exception {
        CountDownLatch answered = new CountDownLatch(MANY);
        CountDownLatch all = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            Address answers = Address.queue("answers" + i);
            parley.messages()
                    .consume(Address.queue("orders" + i), new ConsumeOptions(Duration.ZERO))
                    .subscribe(new Answering() {
                        @Override
                        void take() throws InterruptedException {
                            all.countDown();
                            all.await();
                            send(answers, "done");
                            answered.countDown();
                        }
                    });
        }
        for (int i = 0; i < MANY; i++) {
            send(Address.queue("orders" + i), "do");
        }
        answered.await();
    }

    @Test
    void whatHangsOnAStageMayWaitForAnother() throws Exception {
        CountDownLatch all = new CountDownLatch(MANY);
        CountDownLatch done = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            Address queue = Address.queue("queue" + i);
            parley.messages().send(Message.to(queue).payload("one").build()).thenRun(() -> {
                all.countDown();
                await(all);
                send(queue, "two");
                done.countDown();
            });
        }
        done.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private abstract static class Answering implements Flow.Subscriber<Delivery> {

        abstract void take() throws InterruptedException;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(Delivery delivery) {
            try {
                take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            delivery.ack();
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            // The runtime is closed.
        }
    }
}
