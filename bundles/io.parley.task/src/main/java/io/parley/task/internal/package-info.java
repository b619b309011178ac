/** Tasks of sessions, and sessions as conversations. */
package io.parley.task.internal;
