package io.parley.spi.serializer;

import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns values into payloads of one content type and back. Registered with {@link SerializerName}.
 *
 * <p>Called by many threads at once, on lane workers unless marked {@link io.parley.spi.plugin.Inline}; must not wait for
 * other work. Payloads are read only; a returned payload is given away. Any exception ends that one call only.
 */
@ConsumerType
public interface Serializer {

    /**
     * The value's bytes.
     *
     * @throws PluginException when the value has no form in this content type
     */
    Payload write(Object value) throws PluginException;

    /**
     * The value that the bytes stand for.
     *
     * @throws PluginException when they stand for none of that type; the message names the place
     */
    <T> T read(Payload payload, Class<T> type) throws PluginException;

    /**
     * One field of a structured payload.
     *
     * @param path names from the outside in, separated by dots; a number counts list elements from 0:
     *     {@code order.lines.0.price}
     * @return a {@link String}, {@link Boolean}, {@link Long} or {@link Double}; the text form of a number beyond both;
     *     empty when there is no such field, or it is null or not a scalar
     * @throws PluginException when the payload cannot be read
     */
    default Optional<Object> field(Payload payload, String path) throws PluginException {
        throw new PluginException("This serializer does not read single fields");
    }

    /** The version of the form that {@link #write} makes. {@link #read} must understand it and each lower one. */
    default int version() {
        return 1;
    }
}
