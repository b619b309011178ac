package io.parley.itest.input;

/** What bytes go over. */
enum Wire {
    TCP,
    TLS,
    WEBSOCKET,
    SECURE_WEBSOCKET
}
