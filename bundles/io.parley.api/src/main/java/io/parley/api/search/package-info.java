/**
 * Full-text search.
 *
 * <p>Start at {@link io.parley.api.search.SessionSearch}.
 */
@Export
@Version("1.0.0")
package io.parley.api.search;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
