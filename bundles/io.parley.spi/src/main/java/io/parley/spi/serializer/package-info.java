/** Serializers: between values and payloads of one content type. */
@Export
@Version("1.0.0")
package io.parley.spi.serializer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
