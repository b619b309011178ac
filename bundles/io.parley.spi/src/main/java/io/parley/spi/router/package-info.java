/** Routers: decide which addresses a message on a route goes to. */
@Export
@Version("1.0.0")
package io.parley.spi.router;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
