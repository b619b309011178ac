/** The changes that the journal records, and their form on disk. */
@Export
@Version("1.0.0")
package io.parley.engine.op;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
