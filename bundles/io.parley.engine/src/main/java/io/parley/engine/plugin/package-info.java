/** The plug-in registry: holds, draining, parking. */
@Export
@Version("1.0.0")
package io.parley.engine.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
