package io.parley.health.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** Whether there is room on the disk of the data folder. */
final class DiskCheck implements HealthCheck {

    private static final long MIB = 1L << 20;

    private final Path folder;
    private final Supplier<Settings> settings;
    private final Space space;

    /** Free bytes where a folder is. */
    interface Space {
        long free(Path folder) throws IOException;
    }

    DiskCheck(Path folder, Supplier<Settings> settings, Space space) {
        this.folder = folder;
        this.settings = settings;
        this.space = space;
    }

    static long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public Result execute() {
        long free;
        try {
            free = space.free(folder) / MIB;
        } catch (IOException e) {
            return new Result(Result.Status.CRITICAL, folder + " cannot be looked at: " + e);
        }
        Settings limits = settings.get();
        String text = folder.toAbsolutePath() + ", free are " + free + " MiB";
        if (free < limits.criticalMib()) {
            return new Result(Result.Status.CRITICAL, text + ", less than disk.critical.mib = " + limits.criticalMib());
        }
        return free < limits.warnMib()
                ? new Result(Result.Status.WARN, text + ", less than disk.warn.mib = " + limits.warnMib())
                : new Result(Result.Status.OK, text);
    }
}
