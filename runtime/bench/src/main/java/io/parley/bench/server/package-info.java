/** Servers as child processes: started on loopback and a free port, never left behind. */
package io.parley.bench.server;
