package io.parley.shell.internal;

import io.parley.engine.Engine;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code parley:backup}. */
@Component(
        service = BackupCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=backup"})
public final class BackupCommand {

    private final Engine engine;

    @Activate
    public BackupCommand(@Reference Engine engine) {
        this.engine = engine;
    }

    @Descriptor("writes all that is stored into a new folder while work goes on; \"run --restore\" puts it elsewhere")
    public String backup(@Descriptor("a folder on this machine that is empty or does not exist") String folder) {
        Path target = Path.of(folder).toAbsolutePath().normalize();
        try {
            long position = engine.backup(target).toCompletableFuture().join();
            return "Everything that was committed before position " + position + " is in " + target;
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        }
    }
}
