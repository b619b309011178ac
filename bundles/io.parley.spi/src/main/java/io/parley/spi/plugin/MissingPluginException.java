package io.parley.spi.plugin;

import java.util.Objects;

/** The work needs another plug-in that is not there. It is parked and done again once that one is back. */
public final class MissingPluginException extends PluginException {

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String name;

    /**
     * @param kind for example {@code serializer}
     * @param name the name that was looked for
     */
    public MissingPluginException(String kind, String name) {
        super("No " + kind + " named '" + name + "' is running");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.name = Objects.requireNonNull(name, "name");
    }

    public String kind() {
        return kind;
    }

    public String name() {
        return name;
    }
}
