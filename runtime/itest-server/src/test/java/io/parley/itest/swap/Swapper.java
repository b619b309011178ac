package io.parley.itest.swap;

import io.parley.bench.server.BundleVersions;
import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Does to one bundle of the running distribution what its operator can do to it. */
final class Swapper {

    /** Each is new, and no part of one before: several swappers may have to do with one bundle, one after the other. */
    private static final AtomicInteger VERSIONS = new AtomicInteger();

    private final Installation parley;
    private final String name;
    private final String marker;
    private final Path jar;
    private final int id;
    private String version;

    /** @param marker a class that each version of the bundle has loaded once it has worked */
    Swapper(Installation parley, String name, String marker) throws IOException {
        this.parley = parley;
        this.name = name;
        this.marker = marker;
        this.jar = Installation.jar(name);
        this.id = parley.bundle(name);
    }

    /** Another version of the bundle, in place of the one there. */
    void update() throws IOException {
        Path next = parley.data().resolve(name + "-next.jar");
        version = nextVersion();
        Files.write(next, BundleVersions.version(jar, version));
        parley.exec("felix:update " + id + " " + next.toUri());
        awaitState("Active", version);
    }

    /** For a plug-in only, whose return is logged: unlike other commands this one returns before it is done. */
    void refresh() throws IOException {
        int before = parley.logged();
        parley.exec("felix:refresh " + id);
        parley.awaitLog(before, " has come (");
        awaitState("Active", "");
    }

    void stop() throws IOException {
        parley.exec("felix:stop " + id);
        awaitState("Resolved", "");
    }

    void start() throws IOException {
        parley.exec("felix:start " + id);
        awaitState("Active", "");
    }

    /** A second bundle takes the name over, by a file in {@code deploy/}. */
    void outrank() throws IOException {
        int before = parley.logged();
        version = nextVersion();
        parley.deploy(ranked(), BundleVersions.ranked(jar, version, 100));
        parley.awaitLog(before, line -> line.contains(" has come (") && line.contains("ranking 100"));
    }

    /** The second bundle's file is replaced. */
    void replaceOutranking() throws IOException {
        outrank();
        Waiting.until("the update", () -> parley.bundles(name).contains("ranked (" + version + ")"));
    }

    /** The second bundle's file is deleted. */
    void yieldAgain() throws IOException {
        int before = parley.logged();
        parley.withdraw(ranked());
        parley.awaitLog(before, " has gone (");
        Waiting.until("the second bundle's end", () -> !parley.bundles(name).contains(".ranked"));
    }

    /** Uninstalls the bundle for good; {@link #install} brings it back as another one. */
    void uninstall() throws IOException {
        parley.exec("felix:uninstall " + id);
    }

    void install() throws IOException {
        parley.deploy(name + ".jar", Files.readAllBytes(jar));
    }

    /** Waits until the class loaders of all bundles but those that are there are gone. */
    void awaitLoaders(int left) throws IOException {
        Jcmd jcmd = new Jcmd(parley);
        Waiting.until(left + " class loaders with " + marker, () -> {
            jcmd.run("GC.run");
            return jcmd.run("VM.classloaders", "show-classes=true", "fold=false")
                            .lines()
                            .filter(line -> line.matches(".*[ :]" + marker.replace(".", "\\.") + " *"))
                            .count()
                    == left;
        });
    }

    private static String nextVersion() {
        return "1.0." + VERSIONS.incrementAndGet();
    }

    private String ranked() {
        return name + ".ranked.jar";
    }

    private void awaitState(String state, String version) throws IOException {
        Waiting.until(
                name + " being " + state + " " + version,
                () -> parley.bundles(name)
                        .lines()
                        .anyMatch(
                                line -> line.matches(" *" + id + "\\|" + state + " *\\|.*") && line.contains(version)));
    }
}
