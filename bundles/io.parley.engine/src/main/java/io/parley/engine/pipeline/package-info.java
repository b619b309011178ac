/** The way of a message from its sender to a committed batch. */
@Export
@Version("1.0.0")
package io.parley.engine.pipeline;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
