package io.parley.launcher;

import io.parley.launcher.host.Host;
import io.parley.launcher.host.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The process as the bundles see it: standard output, standard error and the exit code. */
final class ProcessHost implements Host {

    private final Path data;
    private final Path config;
    private final List<Setting> settings;
    private final CompletableFuture<Integer> exit;
    private boolean ready;

    ProcessHost(Path data, Path config, List<Setting> settings, CompletableFuture<Integer> exit) {
        this.data = data;
        this.config = config;
        this.settings = settings;
        this.exit = exit;
    }

    @Override
    public Path data() {
        return data;
    }

    @Override
    public Path config() {
        return config;
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public synchronized void announce(String line) {
        System.out.println("parley: " + line);
    }

    @Override
    public synchronized void ready() {
        if (!ready && !exit.isDone()) {
            ready = true;
            System.out.println("parley: ready");
        }
    }

    @Override
    public synchronized void failed(String message) {
        System.err.println("parley: " + message);
        if (!ready) {
            exit.complete(2);
        }
    }
}
