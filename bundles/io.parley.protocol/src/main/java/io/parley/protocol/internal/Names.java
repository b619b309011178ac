package io.parley.protocol.internal;

import io.parley.spi.protocol.Connection;
import java.util.List;
import java.util.stream.Stream;

/** The plug-ins that a listener's configuration names. */
final class Names {

    private Names() {}

    /** Those between commas; none without the setting. */
    static List<String> of(Connection connection, String setting) {
        return connection.setting(setting).map(Names::of).orElse(List.of());
    }

    static List<String> of(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
