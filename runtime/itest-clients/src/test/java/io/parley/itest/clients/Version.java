package io.parley.itest.clients;

/** A version of MQTT. */
enum Version {
    V3_1_1("3.1.1", "4"),
    V5("5.0", "5");

    private final String title;
    private final String level;

    Version(String title, String level) {
        this.title = title;
        this.level = level;
    }

    /** The protocol level of CONNECT. */
    String level() {
        return level;
    }

    @Override
    public String toString() {
        return title;
    }
}
