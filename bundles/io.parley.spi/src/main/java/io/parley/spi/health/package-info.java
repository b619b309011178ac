/** How parts of Parley say whether they work. */
@Export
@Version("1.0.0")
package io.parley.spi.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
