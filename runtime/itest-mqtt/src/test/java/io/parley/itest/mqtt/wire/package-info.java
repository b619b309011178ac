/** Bytes as a test writes them, and one client's connection. Knows no server. */
package io.parley.itest.mqtt.wire;
