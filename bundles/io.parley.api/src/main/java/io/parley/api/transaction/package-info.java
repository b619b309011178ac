/** Transactions: what takes effect together, or not at all. */
@Export
@Version("1.0.0")
package io.parley.api.transaction;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
