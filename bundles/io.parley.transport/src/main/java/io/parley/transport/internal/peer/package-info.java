/** What stands between sockets and protocols knows of a connection. */
package io.parley.transport.internal.peer;
