/** Who listens to a topic: the event service's index of patterns by itself. */
package io.parley.bench.match;
