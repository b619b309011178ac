/** Loggers of what a user has a name for. */
@Export
@Version("1.0.0")
package io.parley.spi.logging;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
