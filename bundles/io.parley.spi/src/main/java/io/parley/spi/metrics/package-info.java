/** How parts of Parley say what they have counted and measured. */
@Export
@Version("1.0.0")
package io.parley.spi.metrics;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
