/** How parts of Parley say what becomes of a message, to whoever traces it. */
@Export
@Version("1.0.0")
package io.parley.spi.tracing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
