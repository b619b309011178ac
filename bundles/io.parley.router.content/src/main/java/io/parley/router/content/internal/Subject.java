package io.parley.router.content.internal;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Surroundings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The message that conditions are asked about. Reads each field of its payload once. For one thread. */
final class Subject {

    private final Message message;
    private final Surroundings around;
    private final Map<String, Optional<Object>> read = new HashMap<>();

    Subject(Message message, Surroundings around) {
        this.message = message;
        this.around = around;
    }

    Message message() {
        return message;
    }

    Optional<Object> field(String path) throws PluginException {
        Optional<Object> value = read.get(path);
        if (value == null) {
            value = around.field(path);
            read.put(path, value);
        }
        return value;
    }

    boolean passes(FilterExpression expression) throws PluginException {
        return around.passes(expression);
    }
}
