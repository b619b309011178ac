/** Shards: pieces of the state, each changed by one thread at a time. */
@Export
@Version("1.0.0")
package io.parley.engine.shard;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
