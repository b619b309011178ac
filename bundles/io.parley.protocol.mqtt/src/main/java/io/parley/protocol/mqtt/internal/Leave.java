package io.parley.protocol.mqtt.internal;

/** How a session is left when its connection ends. */
enum Leave {
    /** In order: its will is dropped. */
    FAREWELL,
    ABRUPT,
    /** There is none. */
    NOT
}
