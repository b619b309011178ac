package io.parley.serializer.json.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.parley.api.message.Payload;
import io.parley.spi.plugin.PluginException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * JSON in UTF-8. Unknown fields are ignored, so that a reader outlives additions; times are ISO-8601 texts. Safe for
 * all threads.
 *
 * <p>It remembers the types that it met, and with them their class loaders, as long as it lives.
 */
final class JsonCodec {

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    // Names come from outside; the JVM's table of strings is no place for them.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            // Jackson's own one is static, and would hold each type for ever. The modules add to it.
            .typeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<>(16, 512)))
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    Payload write(Object value) throws PluginException {
        try {
            return Payload.wrap(ByteBuffer.wrap(mapper.writeValueAsBytes(value)));
        } catch (JsonProcessingException e) {
            throw new PluginException("A " + value.getClass().getName() + " cannot be written as JSON: " + words(e), e);
        }
    }

    <T> T read(Payload payload, Class<T> type) throws PluginException {
        try {
            return mapper.readValue(payload.stream(), type);
        } catch (JsonProcessingException e) {
            throw new PluginException("The payload is no JSON for " + type.getName() + ": " + words(e), e);
        } catch (IOException e) {
            throw new PluginException("The payload is no JSON for " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    Optional<Object> field(Payload payload, String path) throws PluginException {
        try (JsonParser parser = mapper.createParser(payload.stream())) {
            if (parser.nextToken() == null) {
                throw new PluginException("The payload is no JSON: it is empty");
            }
            return FieldPath.find(parser, path);
        } catch (JsonProcessingException e) {
            throw new PluginException("The payload is no JSON: " + words(e), e);
        } catch (IOException e) {
            throw new PluginException("The payload is no JSON: " + e.getMessage(), e);
        }
    }

    private static String words(JsonProcessingException e) {
        StringBuilder words = new StringBuilder(e.getOriginalMessage());
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            words.append(", at ")
                    .append(mapping.getPath().stream()
                            .map(step ->
                                    step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                            .collect(Collectors.joining(".")));
        }
        JsonLocation location = e.getLocation();
        if (location != null && location.getLineNr() > 0) {
            words.append(", in line ").append(location.getLineNr());
            words.append(", column ").append(location.getColumnNr());
        }
        return words.toString();
    }
}
