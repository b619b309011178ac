/** Queues with messages as no client could send them, and clients that consume these. */
package io.parley.itest.mqtt.queues;
