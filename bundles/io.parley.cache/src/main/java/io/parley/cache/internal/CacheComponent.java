package io.parley.cache.internal;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheService;
import io.parley.api.cache.CacheStatistics;
import io.parley.api.cache.NamedCache;
import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The cache service. It lets go of the caches of a bundle's own types when that bundle's classes go, so that an updated
 * application can have its cache again, and the old one's class loader is not held.
 */
@Component
public final class CacheComponent implements CacheService {

    private final EhcacheService caches = new EhcacheService(System::currentTimeMillis);
    private final BundleContext context;
    private final SynchronousBundleListener listener = this::changed;

    @Activate
    public CacheComponent(BundleContext context) {
        this.context = context;
        context.addBundleListener(listener);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(listener);
        caches.close();
    }

    private void changed(BundleEvent event) {
        if (event.getType() == BundleEvent.UNRESOLVED) {
            Bundle gone = event.getBundle();
            caches.closeCachesOf(type -> gone.equals(FrameworkUtil.getBundle(type)));
        }
    }

    @Override
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keys, Class<V> values, CacheOptions options) {
        return caches.cache(name, keys, values, options);
    }

    @Override
    public Collection<CacheStatistics> statistics() {
        return caches.statistics();
    }
}
