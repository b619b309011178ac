package io.parley.itest.swap;

import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Plug-ins and the protocol are replaced in the running distribution, by its shell and by {@code deploy/}, under the
 * traffic of clients whose connections must stay (promise 5).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class SwapDistributionIT {

    private static final int ROUNDS = Boolean.getBoolean("parley.soak") ? 100 : 3;
    private static final int PROTOCOL_ROUNDS = Boolean.getBoolean("parley.soak") ? 20 : 2;
    private static final int BETWEEN = 200;

    /** Routes and queues of one test each, so that what a failed one leaves does not come to the next. */
    private static final List<String> ROUTED = List.of("content", "balance", "json");

    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        parley = Installation.of("swap");
        parley.configure("io.parley.queue~packed", "compressor = zstd");
        parley.configure("io.parley.topic~swap", "pattern = swap/+", "compressor = zstd");
        for (String test : ROUTED) {
            parley.configure(
                    "io.parley.route~" + test,
                    "router = content",
                    "rules = [\"size >= 28 -> route:" + test + "-next\"]");
            parley.configure(
                    "io.parley.route~" + test + "-next", "router = round-robin", "rules = [queue:" + test + "]");
        }
        parley.start();
    }

    @AfterAll
    void stop() {
        if (parley != null) {
            parley.close();
        }
    }

    @Test
    void compressorOfAQueue() throws Exception {
        Swapper zstd =
                new Swapper(parley, "io.parley.compressor.zstd", "io.parley.compressor.zstd.internal.ZstdCompressor");
        try (Traffic traffic = new Traffic(parley.address(), "$queue/packed", true, "$queue/packed").subscribe()) {
            swap(zstd, traffic, "zstd of a queue");
        }
    }

    @Test
    void compressorOfATopic() throws Exception {
        Swapper zstd =
                new Swapper(parley, "io.parley.compressor.zstd", "io.parley.compressor.zstd.internal.ZstdCompressor");
        try (Traffic traffic = new Traffic(parley.address(), "swap/+", false, "swap/+", "swap/+").subscribe()) {
            swap(zstd, traffic, "zstd of a topic");
        }
    }

    @Test
    void routerOfARoute() throws Exception {
        Swapper content =
                new Swapper(parley, "io.parley.router.content", "io.parley.router.content.internal.ContentRouter");
        try (Traffic traffic =
                new Traffic(parley.address(), "$route/content", true, "$queue/content", "$queue/content").subscribe()) {
            swap(content, traffic, "content router");
        }
    }

    @Test
    void routerOfARouteBehindARoute() throws Exception {
        Swapper balance =
                new Swapper(parley, "io.parley.router.balance", "io.parley.router.balance.internal.RoundRobinRouter");
        try (Traffic traffic =
                new Traffic(parley.address(), "$route/balance", true, "$queue/balance", "$queue/balance").subscribe()) {
            swap(balance, traffic, "round-robin router");
        }
    }

    /** MQTT 3.1.1 messages have no content type, so nothing calls it: what is shown is that nobody minds. */
    @Test
    void serializer() throws Exception {
        Swapper json =
                new Swapper(parley, "io.parley.serializer.json", "io.parley.serializer.json.internal.JsonSerializer");
        try (Traffic traffic = new Traffic(parley.address(), "$route/json", true, "$queue/json").subscribe()) {
            swap(json, traffic, "serializer");
        }
    }

    private static void swap(Swapper swapper, Traffic traffic, String what) throws Exception {
        traffic.send().flow(500);
        for (int round = 0; round < ROUNDS; round++) {
            swapper.update();
            traffic.flow(BETWEEN);
            swapper.refresh();
            traffic.flow(BETWEEN);
            swapper.stop();
            swapper.start();
            traffic.flow(BETWEEN);
            swapper.outrank();
            traffic.flow(BETWEEN);
            swapper.replaceOutranking();
            traffic.flow(BETWEEN);
            swapper.yieldAgain();
            traffic.flow(BETWEEN);
        }
        traffic.finish(what + ", " + ROUNDS + " rounds");
        swapper.awaitLoaders(1);
    }

    @Test
    void protocol() throws Exception {
        String marker = "io.parley.protocol.mqtt.internal.MqttProtocol";
        Swapper mqtt = new Swapper(parley, "io.parley.protocol.mqtt", marker);
        try (Traffic topic = new Traffic(parley.address(), "swap/+", false, "swap/+", "swap/+").subscribe();
                Traffic queue = new Traffic(parley.address(), "$queue/packed", true, "$queue/packed").subscribe()) {
            topic.send().flow(500);
            queue.send().flow(500);
            for (int round = 0; round < PROTOCOL_ROUNDS; round++) {
                mqtt.update();
                topic.flow(BETWEEN);
                queue.flow(BETWEEN);
                mqtt.stop();
                mqtt.start();
                topic.flow(BETWEEN);
                queue.flow(BETWEEN);
            }
            topic.finish("protocol, topic");
            queue.finish("protocol, queue");
            mqtt.awaitLoaders(1);
        }
    }
}
