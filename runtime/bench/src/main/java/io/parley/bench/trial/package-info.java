/** Trials of a queue inside a running Parley: what {@code backlog}, {@code delayed}, {@code slow} and {@code local} measure. */
package io.parley.bench.trial;
