package io.parley.testkit.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** What components register, where there is no OSGi framework. Safe for all threads. */
final class ServiceTable {

    private final Map<String, List<Object>> services = new ConcurrentHashMap<>();

    /** For components: registers, and knows nothing else. */
    final BundleContext context = proxy(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
        case "registerService" -> register(names(arguments[0]), arguments[1]);
        case "addBundleListener", "removeBundleListener" -> null;
        default -> throw new UnsupportedOperationException(method + " needs OSGi, which is not there in unit tests");
    });

    private static List<String> names(Object names) {
        if (names instanceof Class<?> type) {
            return List.of(type.getName());
        }
        return names instanceof String[] several ? List.of(several) : List.of((String) names);
    }

    private ServiceRegistration<?> register(List<String> names, Object service) {
        names.forEach(name -> of(name).add(service));
        return proxy(ServiceRegistration.class, (proxy, method, arguments) -> {
            if (method.getName().equals("unregister")) {
                names.forEach(name -> of(name).remove(service));
                return null;
            }
            throw new UnsupportedOperationException(method + " needs OSGi, which is not there in unit tests");
        });
    }

    private List<Object> of(String name) {
        return services.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>());
    }

    /** The service of that type that was registered first. */
    <T> T get(Class<T> type) {
        List<Object> all = of(type.getName());
        if (all.isEmpty()) {
            throw new IllegalStateException("There is no " + type.getSimpleName() + "; is this Parley closed?");
        }
        return type.cast(all.get(0));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
