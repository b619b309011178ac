package io.parley.engine.plugin;

import io.parley.spi.plugin.PluginException;

/** One use of a plug-in. May run more than once, when the plug-in goes away meanwhile; only one result counts. */
@FunctionalInterface
public interface Call<S, R> {
    R on(S plugin) throws PluginException;
}
