/**
 * Messages between agents: programs, or people's assistants, that have a session each and write to one another.
 *
 * <p>Start at {@link io.parley.api.agent.AgentMessages}.
 */
@Export
@Version("1.0.0")
package io.parley.api.agent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
