/**
 * Storage: the journal, which is the only commit point, and the view, which shows what its records amount to.
 *
 * <p>A journal plug-in registers a {@link io.parley.spi.journal.Journal} service once it is recovered and ready, a view
 * plug-in a {@link io.parley.spi.journal.View} service. The journal is the one kind of plug-in that is not swapped live.
 */
@Export
@Version("1.0.0")
package io.parley.spi.journal;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
