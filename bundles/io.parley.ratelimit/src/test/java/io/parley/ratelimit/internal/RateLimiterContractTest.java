package io.parley.ratelimit.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.interceptor.Interceptor;
import io.parley.testkit.InterceptorContract;
import java.util.List;
import java.util.Map;

class RateLimiterContractTest extends InterceptorContract {

    @Override
    protected Interceptor interceptor() {
        Map<String, Object> bytes = Map.of("unit", "bytes", "rate", "1000", "policy", "reject");
        Map<String, Object> messages = Map.of("rate", "100000", "policy", "reject");
        RateLimit one = new RateLimit(Settings.of("~bytes", bytes), new Counts(), new ManualClock());
        RateLimit other = new RateLimit(Settings.of("~messages", messages), new Counts(), new ManualClock());
        return new RateLimiter(() -> List.of(() -> other, () -> one));
    }

    @Override
    protected Message welcome() {
        return Message.to(Address.queue("q")).build();
    }

    @Override
    protected Message unwelcome() {
        return Message.to(Address.queue("q")).payload("x".repeat(1_001)).build();
    }
}
