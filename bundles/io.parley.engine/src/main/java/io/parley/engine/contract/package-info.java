/** What Parley's services offer each other. */
@Export
@Version("1.0.0")
package io.parley.engine.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
