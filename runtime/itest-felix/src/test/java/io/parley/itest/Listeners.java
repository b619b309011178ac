package io.parley.itest;

import io.parley.spi.health.Health;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Where listeners listen. */
final class Listeners {

    private static final Pattern ADDRESS = Pattern.compile(".*:(\\d+).*");

    private Listeners() {}

    /** The port of the listener of that name; empty while it does not listen. */
    static OptionalInt port(BundleContext context, String name) {
        try {
            for (ServiceReference<Health> reference : context.getServiceReferences(Health.class, null)) {
                Health part = context.getService(reference);
                if (part != null && part.subject().equals("listener:" + name)) {
                    Health.Report report = part.report();
                    Matcher address = ADDRESS.matcher(report.message());
                    return report.status() == Health.Status.UP && address.matches()
                            ? OptionalInt.of(Integer.parseInt(address.group(1)))
                            : OptionalInt.empty();
                }
            }
            return OptionalInt.empty();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
