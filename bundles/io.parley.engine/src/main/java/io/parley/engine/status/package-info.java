/** Tables for people. */
@Export
@Version("1.0.0")
package io.parley.engine.status;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
