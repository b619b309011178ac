/** What all kinds of plug-in have in common. */
@Export
@Version("1.0.0")
package io.parley.spi.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
