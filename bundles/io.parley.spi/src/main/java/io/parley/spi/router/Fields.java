package io.parley.spi.router;

import io.parley.spi.plugin.PluginException;
import java.util.Optional;

/** Reads fields of one message's payload with the serializer for its content type. */
@FunctionalInterface
public interface Fields {

    /**
     * One field, as {@link io.parley.spi.serializer.Serializer#field} gives it.
     *
     * @throws io.parley.spi.plugin.MissingPluginException when the serializer is not there: let it through
     * @throws PluginException when the payload cannot be read
     */
    Optional<Object> field(String path) throws PluginException;
}
