/** Streams of bytes that a coverage-guided fuzzer makes up, on the protocol's handler and the real services. */
package io.parley.itest.mqtt.fuzz;
