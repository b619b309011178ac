/**
 * Caches: bounded views of what is stored elsewhere.
 *
 * <p>Start at {@link io.parley.api.cache.CacheService}.
 */
@Export
@Version("1.0.0")
package io.parley.api.cache;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
