package io.parley.spi.plugin;

/** A plug-in cannot do what it was asked for with this input. The message says to people what is wrong with it. */
public class PluginException extends Exception {

    private static final long serialVersionUID = 1L;

    public PluginException(String message) {
        super(message);
    }

    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
