/** Ordered work outside of shards. */
@Export
@Version("1.0.0")
package io.parley.engine.lane;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
