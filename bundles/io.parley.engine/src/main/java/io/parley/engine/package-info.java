/** The engine: batches of changes, committed on the journal, applied by shards. Start at {@link io.parley.engine.Engine}. */
@Export
@Version("1.0.0")
package io.parley.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
