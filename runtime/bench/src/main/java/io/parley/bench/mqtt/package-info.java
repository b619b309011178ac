/**
 * The MQTT load client: one thread, one selector, packets encoded once and parsed in place, so that it costs less
 * for a message than any broker. The building blocks are public for tests that verify a broker under load.
 */
package io.parley.bench.mqtt;
