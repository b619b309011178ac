package io.parley.itest.mqtt.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.SessionService;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;

/** A client of MQTT and code in the process take turns at one session, with its inbox and its state. */
@Timeout(60)
@ExtendWith(Shared.class)
final class BothWaysTest {

    private static <T> T service(Broker broker, Class<T> type) {
        BundleContext context = broker.server().context();
        return context.getService(context.getServiceReference(type));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Peer connected(Broker broker, boolean present) {
        Peer peer = broker.open(Dialect.V5);
        peer.send("10 { ['MQTT'] 05 00 0000 { 11 ffffffff } ['~a'] }");
        peer.accepted(present);
        return peer;
    }

    private static Opened opened(Broker broker, boolean resumed) throws Exception {
        OpenRequest request =
                new OpenRequest(broker.prefix() + "a", "anonymous", false, Duration.ofHours(1), end -> {});
        Opened opened = get(service(broker, SessionService.class).open(request));
        assertEquals(resumed, opened.resumed());
        return opened;
    }

    private static void send(Broker broker, String text) throws Exception {
        get(service(broker, MessageService.class)
                .send(Message.to(Address.session(broker.prefix() + "a"))
                        .payload(text)
                        .build()));
    }

    private static void put(Broker broker, String value, long expected) throws Exception {
        get(service(broker, SessionService.class)
                .putState(broker.prefix() + "a", "topic", Payload.utf8(value), OptionalLong.of(expected)));
    }

    private static String state(Broker broker) throws Exception {
        byte[] value = get(service(broker, SessionService.class).state(broker.prefix() + "a", "topic"))
                .orElseThrow()
                .value()
                .toBytes();
        return new String(value, UTF_8);
    }

    /** The payload, of those three letters. */
    private static String text(Packet publish) {
        byte[] body = publish.body();
        return new String(body, body.length - 3, 3, UTF_8);
    }

    /** Takes what waits in the inbox, one at a time. */
    private static final class Reader implements Flow.Subscriber<Delivery> {

        private final BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
        private Flow.Subscription subscription;

        Reader(Broker broker) {
            service(broker, MessageService.class)
                    .consume(Address.session(broker.prefix() + "a"), ConsumeOptions.DEFAULT)
                    .subscribe(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription to) {
            subscription = to;
            to.request(1);
        }

        @Override
        public void onNext(Delivery delivery) {
            got.add(delivery);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        String takes() throws Exception {
            Delivery delivery = got.poll(20, TimeUnit.SECONDS);
            assertNotNull(delivery, "nothing came");
            get(delivery.ack());
            return new String(delivery.message().payload().toBytes(), UTF_8);
        }

        void leaves() {
            subscription.cancel();
        }
    }

    @Test
    void whatAClientBeganIsGoneOnWithInTheProcess(Broker broker) throws Exception {
        Peer client = connected(broker, false);
        client.send("32 { ['$state/session/topic'] 0001 { } 'rain' }").sees("40 { 0001 }");
        client.send("e0 00");
        client.end();
        send(broker, "one");
        send(broker, "two");
        Opened here = opened(broker, true);
        assertEquals("rain", state(broker));
        Reader reader = new Reader(broker);
        assertEquals("one", reader.takes());
        reader.leaves();
        put(broker, "sun", 1);
        get(service(broker, SessionService.class).detach(broker.prefix() + "a", here.hold()));
        Peer again = connected(broker, true);
        assertEquals("two", text(again.packet()), "the first one has been taken");
        assertEquals("sun", state(broker));
    }

    @Test
    void whatBeganInTheProcessIsGoneOnWithByAClient(Broker broker) throws Exception {
        Opened here = opened(broker, false);
        put(broker, "rain", 0);
        send(broker, "one");
        send(broker, "two");
        Reader reader = new Reader(broker);
        assertEquals("one", reader.takes());
        reader.leaves();
        get(service(broker, SessionService.class).detach(broker.prefix() + "a", here.hold()));
        Peer client = connected(broker, true);
        assertEquals("two", text(client.packet()), "the first one has been taken");
        client.send("32 { ['$state/session/topic'] 0001 { 26 ['parley-state-version'] ['1'] } 'sun' }")
                .sees("40 { 0001 }");
        assertEquals("sun", state(broker));
    }
}
