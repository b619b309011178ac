package io.parley.launcher;

import io.parley.launcher.host.Host;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/** One runtime from start to stop: takes the data folder, starts the framework and waits for its end. */
final class Server {

    /** Read where they are: copying them would cost a third of the start. */
    private static final String BY_REFERENCE = "reference:";

    /** Longer than any drain time that can be configured; a runtime that hangs must not hang its operator too. */
    private static final long STOP_MILLIS = 60_000;

    private final Distribution distribution;
    private final Options options;

    /** The exit code; its completion is the order to stop. */
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    Server(Distribution distribution, Options options) {
        this.distribution = distribution;
        this.options = options;
    }

    /** Returns the exit code when the runtime has stopped. */
    int run() throws LaunchException {
        try (DataFolder data = DataFolder.open(options.data())) {
            // For what is configured by system properties alone, such as the log file.
            System.setProperty("parley.data", data.path().toString());
            ProcessHost host = new ProcessHost(data.path(), distribution.config(), options.settings(), exit);
            Framework framework =
                    new FrameworkFactory().newFramework(FrameworkProperties.of(distribution, data.path(), options));
            if (FrameworkProperties.TERMINAL) {
                Thread thread = Thread.currentThread();
                thread.setContextClassLoader(new TerminalClasses(framework, thread.getContextClassLoader()));
            }
            Thread hook = new Thread(() -> endWith(framework), "parley-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            start(framework, host);
            int code = exit.join();
            stop(framework);
            return code;
        }
    }

    private void start(Framework framework, ProcessHost host) {
        try {
            framework.init();
            framework.getBundleContext().registerService(Host.class, host, null);
            framework.getBundleContext().addFrameworkListener(failures(host));
            List<Distribution.Entry> entries = distribution.bundles(FrameworkProperties.TERMINAL);
            // The first level, with the log, starts while the rest is installed: both take long.
            install(framework, entries, level -> level == FrameworkProperties.FIRST_LEVEL);
            CompletableFuture<Void> first = first(framework);
            install(framework, entries, level -> level > FrameworkProperties.FIRST_LEVEL);
            // Felix does not like to resolve bundles while it starts others.
            first.join();
            // All together takes half as long as each when it starts.
            framework.adapt(FrameworkWiring.class).resolveBundles(null);
            framework.adapt(FrameworkStartLevel.class).setStartLevel(FrameworkProperties.LAST_LEVEL);
            Thread watch = new Thread(() -> awaitEnd(framework), "parley-framework");
            watch.setDaemon(true);
            watch.start();
        } catch (BundleException | LaunchException e) {
            host.failed(Failures.inWords(e));
        } catch (CompletionException e) {
            host.failed(Failures.inWords(e.getCause()));
        }
    }

    private static CompletableFuture<Void> first(Framework framework) {
        return CompletableFuture.runAsync(() -> {
            try {
                framework.start();
            } catch (BundleException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void install(Framework framework, List<Distribution.Entry> entries, IntPredicate levels)
            throws BundleException {
        for (Distribution.Entry entry : entries) {
            if (levels.test(entry.level())) {
                Bundle bundle = framework
                        .getBundleContext()
                        .installBundle(BY_REFERENCE + entry.jar().toUri());
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.adapt(BundleStartLevel.class).setStartLevel(entry.level());
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            }
        }
    }

    /** A bundle of the distribution that does not start is a broken distribution; one from deploy/ is its owner's matter. */
    private static FrameworkListener failures(ProcessHost host) {
        return event -> {
            if (event.getType() == FrameworkEvent.ERROR
                    && event.getBundle().getLocation().startsWith(BY_REFERENCE)) {
                host.failed(event.getBundle().getSymbolicName() + ": " + Failures.inWords(event.getThrowable()));
            }
        };
    }

    /** The framework may also be stopped from inside, for example by the shell. */
    private void awaitEnd(Framework framework) {
        try {
            framework.waitForStop(0);
            exit.complete(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On SIGTERM the JVM would end with code 143 whatever happens here, unless it is halted with another one. */
    private void endWith(Framework framework) {
        exit.complete(0);
        stop(framework);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(exit.join());
    }

    private static void stop(Framework framework) {
        try {
            framework.stop();
            if (framework.waitForStop(STOP_MILLIS).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                System.err.println("parley: did not stop within " + TimeUnit.MILLISECONDS.toSeconds(STOP_MILLIS)
                        + " s; ending the process");
            }
        } catch (BundleException e) {
            System.err.println("parley: " + Failures.inWords(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
