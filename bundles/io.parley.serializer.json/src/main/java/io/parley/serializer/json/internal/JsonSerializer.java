package io.parley.serializer.json.internal;

import io.parley.api.message.Payload;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.serializer.Serializer;
import io.parley.spi.serializer.SerializerName;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The content type {@code application/json}. Forgets all types when a bundle's classes go, so that none is held. */
@Component
@SerializerName("application/json")
@Inline
public final class JsonSerializer implements Serializer {

    private final BundleContext context;
    private final SynchronousBundleListener listener = this::changed;

    /** Null until it is needed: to make one loads hundreds of classes, which a runtime that starts can do without. */
    private volatile JsonCodec codec;

    @Activate
    public JsonSerializer(BundleContext context) {
        this.context = context;
        context.addBundleListener(listener);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(listener);
    }

    private void changed(BundleEvent event) {
        if (event.getType() == BundleEvent.UNRESOLVED) {
            codec = null;
        }
    }

    private JsonCodec codec() {
        JsonCodec now = codec;
        return now == null ? made() : now;
    }

    private synchronized JsonCodec made() {
        JsonCodec now = codec;
        if (now == null) {
            now = new JsonCodec();
            codec = now;
        }
        return now;
    }

    @Override
    public Payload write(Object value) throws PluginException {
        return codec().write(value);
    }

    @Override
    public <T> T read(Payload payload, Class<T> type) throws PluginException {
        return codec().read(payload, type);
    }

    @Override
    public Optional<Object> field(Payload payload, String path) throws PluginException {
        return codec().field(payload, path);
    }
}
