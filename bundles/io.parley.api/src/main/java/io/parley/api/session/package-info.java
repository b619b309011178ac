/**
 * Sessions: durable identities of conversations, with versioned state.
 *
 * <p>Start at {@link io.parley.api.session.SessionService}.
 */
@Export
@Version("1.0.0")
package io.parley.api.session;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
