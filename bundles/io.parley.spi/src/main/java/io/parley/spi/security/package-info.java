/** Authenticators and authorizers: who somebody is, and what they may do. */
@Export
@Version("1.0.0")
package io.parley.spi.security;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
