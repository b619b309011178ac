/** Time, and tasks for later. */
@Export
@Version("1.0.0")
package io.parley.engine.timer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
