/** Reads through the cache service, where there is one. */
@Export
@Version("1.0.0")
package io.parley.engine.cache;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
