/** Messages per second through the messaging service: sent, consumed and acknowledged. */
package io.parley.bench.queue;
