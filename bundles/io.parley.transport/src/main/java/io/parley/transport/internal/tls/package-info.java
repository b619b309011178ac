/** TLS: who the server is, whom it trusts, and the handshake. */
package io.parley.transport.internal.tls;
