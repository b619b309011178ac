/** Durable records per second: the journal beside the least that any group-committing log has to do. */
package io.parley.bench.journal;
