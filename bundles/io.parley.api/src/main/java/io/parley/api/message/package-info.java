/**
 * Messages: what they are made of, how they are sent, consumed and finished.
 *
 * <p>Start at {@link io.parley.api.message.MessageService}.
 */
@Export
@Version("1.0.0")
package io.parley.api.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
