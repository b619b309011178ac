package io.parley.router.content.internal;

import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Fields;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The message that conditions are asked about. Reads each field of its payload once. For one thread. */
final class Subject {

    private final Message message;
    private final Fields fields;
    private final Map<String, Optional<Object>> read = new HashMap<>();

    Subject(Message message, Fields fields) {
        this.message = message;
        this.fields = fields;
    }

    Message message() {
        return message;
    }

    Optional<Object> field(String path) throws PluginException {
        Optional<Object> value = read.get(path);
        if (value == null) {
            value = fields.field(path);
            read.put(path, value);
        }
        return value;
    }
}
