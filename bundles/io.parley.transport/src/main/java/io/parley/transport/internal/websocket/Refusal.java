package io.parley.transport.internal.websocket;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why an HTTP request does not become a WebSocket.
 *
 * @param words for the client's developer and for the log
 */
record Refusal(HttpResponseStatus status, String words) {}
