/** The metrics of all parts, for programs: over HTTP in Prometheus' text format, and by JMX. */
package io.parley.metrics.internal;
