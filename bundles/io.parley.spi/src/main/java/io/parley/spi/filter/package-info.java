/** Filters: expressions over messages, in one language each. */
@Export
@Version("1.0.0")
package io.parley.spi.filter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
