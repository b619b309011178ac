package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Fields;
import java.util.Optional;

/** Reads a payload's fields with the serializer for its content type, on the thread that asks. */
final class PayloadFields implements Fields {

    private final Message message;
    private final Plugins plugins;

    PayloadFields(Message message, Plugins plugins) {
        this.message = message;
        this.plugins = plugins;
    }

    @Override
    public Optional<Object> field(String path) throws PluginException {
        String type = message.contentType()
                .orElseThrow(
                        () -> new PluginException("The message has no content type, so its fields cannot be read"));
        if (message.payload().streamed()) {
            throw new PluginException("The payload is streamed, so its fields cannot be read");
        }
        if (!message.contentEncodings().isEmpty()) {
            throw new PluginException(
                    "The payload is encoded (" + message.contentEncodings() + "), so its fields cannot be read");
        }
        try {
            return plugins.serializers()
                    .callHere(type, serializer -> serializer.field(message.payload(), path))
                    .orElseThrow(() -> new MissingPluginException("serializer", type));
        } catch (RefusedException e) {
            throw new PluginException(e.getMessage(), e);
        }
    }
}
