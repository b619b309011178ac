/** What listeners serve and have counted, for shells and consoles. */
@Export
@Version("1.0.0")
package io.parley.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
