/** What can be configured, reading what Config Admin and configuration files have, and words for what is wrong. */
@Export
@Version("1.1.0")
package io.parley.engine.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
