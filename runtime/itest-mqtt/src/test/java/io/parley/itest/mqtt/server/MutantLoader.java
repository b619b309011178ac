package io.parley.itest.mqtt.server;

import io.parley.spi.protocol.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/** Loads the handler's classes anew, changed by a mutation. */
final class MutantLoader extends ClassLoader {

    private static final String HANDLER = "io.parley.protocol.mqtt.";
    private static final String PROTOCOL = HANDLER + "internal.MqttProtocol";

    static {
        registerAsParallelCapable();
    }

    private final Mutation mutation;

    MutantLoader(Mutation mutation) {
        super(MutantLoader.class.getClassLoader());
        this.mutation = mutation;
    }

    Protocol protocol() {
        try {
            return (Protocol) loadClass(PROTOCOL).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("The handler cannot be loaded", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(HANDLER)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] original = bytes(name);
        if (!mutation.concerns(name.replace('.', '/'))) {
            return defineClass(name, original, 0, original.length);
        }
        ClassNode type = new ClassNode();
        new ClassReader(original).accept(type, ClassReader.SKIP_FRAMES);
        if (!mutation.change(type)) {
            return defineClass(name, original, 0, original.length);
        }
        ClassWriter writer = new Writer();
        type.accept(writer);
        byte[] changed = writer.toByteArray();
        return defineClass(name, changed, 0, changed.length);
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Finds the common super class of two classes without loading them. */
    private final class Writer extends ClassWriter {

        Writer() {
            super(COMPUTE_FRAMES | COMPUTE_MAXS);
        }

        @Override
        protected String getCommonSuperClass(String first, String second) {
            List<String> supers = supers(first);
            return supers(second).stream().filter(supers::contains).findFirst().orElse("java/lang/Object");
        }

        private List<String> supers(String type) {
            List<String> all = new ArrayList<>();
            for (String name = type; name != null; name = superName(name)) {
                all.add(name);
            }
            return all;
        }

        private String superName(String type) {
            try (InputStream in = getParent().getResourceAsStream(type + ".class")) {
                return in == null ? null : new ClassReader(in).getSuperName();
            } catch (IOException e) {
                throw new AssertionError(type, e);
            }
        }
    }
}
