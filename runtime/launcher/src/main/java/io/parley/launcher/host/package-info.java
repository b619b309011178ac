/**
 * What the launcher offers to the bundles of the distribution. The system bundle exports it; only
 * {@code io.parley.runtime} uses it.
 */
@Version("1.0.0")
package io.parley.launcher.host;

import org.osgi.annotation.versioning.Version;
