package io.parley.itest.clients;

/** What MQTT runs over. */
enum Transport {
    TCP,
    TLS,
    WS,
    WSS;

    boolean secure() {
        return this == TLS || this == WSS;
    }

    /** The word for it in a command. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
