/** Who watches over the life of sessions. */
@Export
@Version("1.0.0")
package io.parley.spi.session;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
