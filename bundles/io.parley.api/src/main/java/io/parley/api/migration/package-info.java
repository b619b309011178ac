/**
 * Sessions on their way from one Parley to another.
 *
 * <p>Start at {@link io.parley.api.migration.MigrationService}.
 */
@Export
@Version("1.0.0")
package io.parley.api.migration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
