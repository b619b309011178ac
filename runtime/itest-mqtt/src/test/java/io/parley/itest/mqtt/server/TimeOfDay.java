package io.parley.itest.mqtt.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * The clock on the wall of a {@link Server} and its handler: it can be set, while what the JVM measures by {@link System#nanoTime} goes
 * on, as when an operator sets a machine's clock. The bundles' classes ask this one instead of the system's. There is one of it; safe for
 * all threads.
 */
public final class TimeOfDay implements Mutation, WeavingHook {

    private static final String PARLEY = "io/parley/";
    private static final String SYSTEM = Type.getInternalName(System.class);
    private static final String ASKED = "currentTimeMillis";
    private static final String OWN = Type.getInternalName(TimeOfDay.class);
    private static final AtomicLong AHEAD = new AtomicLong();

    /** How far the clock is ahead of the system's. */
    public void set(Duration ahead) {
        AHEAD.set(ahead.toMillis());
    }

    /** What the classes call in place of {@link System#currentTimeMillis}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + AHEAD.get();
    }

    @Override
    public boolean concerns(String type) {
        return type.startsWith(PARLEY);
    }

    @Override
    public boolean change(ClassNode type) {
        boolean changed = false;
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode each : method.instructions) {
                changed |= redirect(each);
            }
        }
        return changed;
    }

    private static boolean redirect(AbstractInsnNode instruction) {
        if (instruction instanceof MethodInsnNode call && call.owner.equals(SYSTEM) && call.name.equals(ASKED)) {
            call.owner = OWN;
            return true;
        }
        boolean changed = false;
        if (instruction instanceof InvokeDynamicInsnNode made) {
            for (int i = 0; i < made.bsmArgs.length; i++) {
                if (made.bsmArgs[i] instanceof Handle method
                        && method.getOwner().equals(SYSTEM)
                        && method.getName().equals(ASKED)) {
                    made.bsmArgs[i] = new Handle(method.getTag(), OWN, ASKED, method.getDesc(), false);
                    changed = true;
                }
            }
        }
        return changed;
    }

    @Override
    public void weave(WovenClass woven) {
        if (concerns(woven.getClassName().replace('.', '/'))) {
            ClassNode type = new ClassNode();
            new ClassReader(woven.getBytes()).accept(type, 0);
            if (change(type)) {
                ClassWriter writer = new ClassWriter(0);
                type.accept(writer);
                woven.setBytes(writer.toByteArray());
                woven.getDynamicImports().add(TimeOfDay.class.getPackageName());
            }
        }
    }
}
