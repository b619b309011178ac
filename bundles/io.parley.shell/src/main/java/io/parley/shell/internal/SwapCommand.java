package io.parley.shell.internal;

import io.parley.engine.plugin.Plugins;
import java.io.IOException;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code parley:swap}. */
@Component(
        service = SwapCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=swap"})
public final class SwapCommand {

    private final BundleSwap swap;

    @Activate
    public SwapCommand(BundleContext context, @Reference Plugins plugins) {
        swap = new BundleSwap(context, plugins);
    }

    @Descriptor("updates a plug-in's bundle and says what drained")
    public String swap(
            @Descriptor("the bundle, by its symbolic name or number") String bundle,
            @Descriptor("its next version: a URL, or a file") String source)
            throws IOException, BundleException {
        return swap.swap(bundle, source);
    }
}
