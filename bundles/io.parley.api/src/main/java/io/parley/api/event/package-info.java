/**
 * Events: messages on topics, with history, cursors and retained values.
 *
 * <p>Start at {@link io.parley.api.event.EventService}.
 */
@Export
@Version("1.0.0")
package io.parley.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
