package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A test that the table names, run without JUnit, on a broker that is given to it. */
final class NamedTest implements AutoCloseable {

    private final Statements instance;
    private final Method method;

    private NamedTest(Statements instance, Method method) {
        this.instance = instance;
        this.method = method;
    }

    /** @param name {@code Class#method} */
    static NamedTest of(String name, Broker broker) throws ReflectiveOperationException {
        Method method = find(name).orElseThrow(() -> new AssertionError("There is no test " + name));
        Statements instance =
                (Statements) type(name).getDeclaredConstructor(Broker.class).newInstance(broker);
        return new NamedTest(instance, method);
    }

    /** The method of that name, if there is one and it is a test. */
    static Optional<Method> find(String name) {
        try {
            String method = name.substring(name.indexOf('#') + 1);
            for (Class<?> type = type(name); type != null; type = type.getSuperclass()) {
                for (Method each : type.getDeclaredMethods()) {
                    if (each.getName().equals(method) && each.isAnnotationPresent(Test.class)) {
                        return Optional.of(each);
                    }
                }
            }
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(NamedTest.class.getPackageName() + "." + name.substring(0, name.indexOf('#')));
    }

    /** Throws what the test throws. */
    void run() throws ReflectiveOperationException {
        try {
            method.invoke(instance);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        instance.close();
    }
}
