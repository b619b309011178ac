package io.parley.launcher;

import java.net.URL;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/**
 * The context class loader of the framework's threads where there is a terminal: JLine looks there for its own parts, which are in its
 * bundle. Everything else is looked for as if this were not there.
 */
final class TerminalClasses extends ClassLoader {

    private static final String BUNDLE = "org.jline";
    private static final String CLASSES = "org.jline.";
    private static final String SERVICES = "META-INF/services/org/jline/";

    private final Framework framework;

    TerminalClasses(Framework framework, ClassLoader parent) {
        super(parent);
        this.framework = framework;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Optional<Bundle> bundle = name.startsWith(CLASSES) ? bundle() : Optional.empty();
        if (bundle.isEmpty()) {
            throw new ClassNotFoundException(name);
        }
        return bundle.get().loadClass(name);
    }

    @Override
    protected URL findResource(String name) {
        return name.startsWith(SERVICES)
                ? bundle().map(bundle -> bundle.getResource(name)).orElse(null)
                : null;
    }

    private Optional<Bundle> bundle() {
        return Stream.of(framework.getBundleContext().getBundles())
                .filter(bundle -> BUNDLE.equals(bundle.getSymbolicName()))
                .findFirst();
    }
}
