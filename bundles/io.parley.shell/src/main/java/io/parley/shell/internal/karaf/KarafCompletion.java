package io.parley.shell.internal.karaf;

import io.parley.engine.Engine;
import io.parley.shell.internal.CommandWords;
import io.parley.shell.internal.NextWords;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;

/** Lets Karaf's shell complete the commands of scope {@code parley}. Elsewhere there is nothing that this could wait for. */
@Component(
        service = {},
        immediate = true)
public final class KarafCompletion {

    /** Karaf's own list of commands may hear of one later than this. */
    private static final Duration LATER = Duration.ofMillis(200);

    private final Registry registry;
    private final NextWords words;
    private final Engine engine;
    private final ServiceTracker<Object, String[]> tracker;
    private final Map<String, CompletedCommand> completed = new TreeMap<>(); // guarded by this
    private boolean closed; // guarded by this

    @Activate
    public KarafCompletion(
            BundleContext context,
            @Reference SessionFactory factory,
            @Reference CommandWords words,
            @Reference Engine engine)
            throws InvalidSyntaxException {
        registry = factory.getRegistry();
        this.words = words;
        this.engine = engine;
        tracker =
                new ServiceTracker<>(
                        context,
                        FrameworkUtil.createFilter("(&(osgi.command.scope=parley)(osgi.command.function=*))"),
                        null) {
                    @Override
                    public String[] addingService(ServiceReference<Object> reference) {
                        String[] names = names(reference.getProperty("osgi.command.function"));
                        Stream.of(names).forEach(name -> KarafCompletion.this.add(name));
                        return names;
                    }

                    @Override
                    public void removedService(ServiceReference<Object> reference, String[] names) {
                        Stream.of(names).forEach(name -> KarafCompletion.this.remove(name));
                    }
                };
        tracker.open();
    }

    private static String[] names(Object functions) {
        return functions instanceof String[] several ? several : new String[] {String.valueOf(functions)};
    }

    /** Once the command itself is there: Karaf runs the first of a name. */
    private synchronized void add(String name) {
        if (closed || completed.containsKey(name)) {
            return;
        }
        Command there = registry.getCommand(CompletedCommand.SCOPE, name);
        if (there == null) {
            engine.timers().after(LATER, engine.workers(), () -> add(name));
            return;
        }
        CompletedCommand command = new CompletedCommand(name, registry, words);
        completed.put(name, command);
        registry.register(command);
    }

    private synchronized void remove(String name) {
        CompletedCommand command = completed.remove(name);
        if (command != null) {
            registry.unregister(command);
        }
    }

    @Deactivate
    void close() {
        synchronized (this) {
            closed = true;
        }
        tracker.close();
    }
}
