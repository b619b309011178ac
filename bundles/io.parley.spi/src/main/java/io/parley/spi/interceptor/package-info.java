/** Interceptors: see each message before it is accepted, or before it is sent to a client. */
@Export
@Version("1.0.0")
package io.parley.spi.interceptor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
