/** Sends traces of messages to an OpenTelemetry collector. */
package io.parley.tracing.internal;
