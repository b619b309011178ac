/** The way on which sessions go from one Parley to another. */
@Export
@Version("1.0.0")
package io.parley.spi.migration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
