/** Clients that do nothing: connected ones, and sessions that wait for theirs; and what they take of a server's heap. */
package io.parley.bench.idle;
