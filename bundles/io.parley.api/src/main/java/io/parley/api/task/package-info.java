/**
 * Sessions as the conversations of agents: what they are about, what is being done in them, and how they are found.
 *
 * <p>Start at {@link io.parley.api.task.SessionDirectory} and {@link io.parley.api.task.TaskService}.
 */
@Export
@Version("1.0.0")
package io.parley.api.task;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
