package io.parley.itest.mqtt.server;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Makes a method of the handler return at once. */
public final class WithoutMethod implements Mutation {

    private final String type;
    private final String method;
    private final int result;

    /**
     * @param name simple class name and method, for example {@code Writer311.pingresp}; all of that name
     * @param result what it returns where that is a small number, or 1 for true; 0 also stands for null
     */
    public WithoutMethod(String name, int result) {
        int dot = name.indexOf('.');
        this.type = "/" + name.substring(0, dot);
        this.method = name.substring(dot + 1);
        this.result = result;
    }

    @Override
    public boolean concerns(String name) {
        return name.endsWith(type);
    }

    @Override
    public boolean change(ClassNode in) {
        boolean any = false;
        for (MethodNode at : in.methods) {
            boolean body = (at.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
            if (at.name.equals(method) && body) {
                at.instructions = code(Type.getReturnType(at.desc));
                at.tryCatchBlocks.clear();
                at.localVariables.clear();
                any = true;
            }
        }
        return any;
    }

    private InsnList code(Type returned) {
        InsnList code = new InsnList();
        switch (returned.getSort()) {
            case Type.VOID -> {}
            case Type.LONG -> code.add(new InsnNode(Opcodes.LCONST_0));
            case Type.FLOAT -> code.add(new InsnNode(Opcodes.FCONST_0));
            case Type.DOUBLE -> code.add(new InsnNode(Opcodes.DCONST_0));
            case Type.OBJECT, Type.ARRAY -> code.add(new InsnNode(Opcodes.ACONST_NULL));
            default -> code.add(new IntInsnNode(Opcodes.BIPUSH, result));
        }
        code.add(new InsnNode(returned.getOpcode(Opcodes.IRETURN)));
        return code;
    }
}
