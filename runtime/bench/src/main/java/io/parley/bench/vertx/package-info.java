/** The event bus of Vert.x as a peer. */
package io.parley.bench.vertx;
