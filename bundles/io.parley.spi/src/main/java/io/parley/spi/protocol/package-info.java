/** Protocols: speak with clients over connections, and with Parley through the gateway. */
@Export
@Version("1.0.0")
package io.parley.spi.protocol;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
