package io.parley.itest.mqtt.server;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Lets the handler's class {@code Rule}, which every check asks, ask {@link DisabledRules}. */
final class AskedRules implements Mutation {

    private static final String RULE = "io/parley/protocol/mqtt/internal/codec/Rule";
    private static final String VIOLATED = "violated";

    @Override
    public boolean concerns(String type) {
        return type.equals(RULE);
    }

    @Override
    public boolean change(ClassNode type) {
        for (MethodNode method : type.methods) {
            if (method.name.equals(VIOLATED)) {
                InsnList code = new InsnList();
                code.add(new VarInsnNode(Opcodes.ALOAD, 0));
                code.add(new MethodInsnNode(
                        Opcodes.INVOKESTATIC,
                        DisabledRules.class.getName().replace('.', '/'),
                        VIOLATED,
                        method.desc,
                        false));
                code.add(new InsnNode(Opcodes.IRETURN));
                method.instructions = code;
                method.localVariables.clear();
                return true;
            }
        }
        return false;
    }
}
