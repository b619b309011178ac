/** Reading what Config Admin has, with words for what is wrong. */
@Export
@Version("1.0.0")
package io.parley.engine.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
