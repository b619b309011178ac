/** WebSocket (RFC 6455): the HTTP request that begins it, and frames. */
package io.parley.transport.internal.websocket;
