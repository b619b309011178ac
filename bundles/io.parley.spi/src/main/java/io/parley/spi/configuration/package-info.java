/** How parts of Parley read what the runtime they run in tells them. */
@Export
@Version("1.0.0")
package io.parley.spi.configuration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
