package io.parley.itest.mqtt.server;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;

/** Makes a method of the handler return at once, with nothing: 0, false or null. */
public final class WithoutMethod implements Mutation {

    private final String type;
    private final String method;

    /** @param name simple class name and method, for example {@code Writer311.pingresp}; all of that name */
    public WithoutMethod(String name) {
        int dot = name.indexOf('.');
        type = "/" + name.substring(0, dot);
        method = name.substring(dot + 1);
    }

    @Override
    public boolean change(ClassNode in) {
        boolean any = false;
        for (MethodNode at : in.methods) {
            boolean body = (at.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
            if (in.name.endsWith(type) && at.name.equals(method) && body) {
                InsnList code = new InsnList();
                Methods.returnNothing(code, Type.getReturnType(at.desc));
                at.instructions = code;
                at.tryCatchBlocks.clear();
                at.localVariables.clear();
                any = true;
            }
        }
        return any;
    }
}
