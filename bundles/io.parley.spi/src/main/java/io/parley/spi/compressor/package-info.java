/** Compressors: one content encoding each. */
@Export
@Version("1.0.0")
package io.parley.spi.compressor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
