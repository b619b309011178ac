package io.parley.itest.mqtt.server;

import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * Takes a rule out of the handler: wherever it throws an exception that names the rule, it goes on instead, as if the
 * check before had found nothing; and a check that is told the rule's name is not called at all.
 */
public final class WithoutRule implements Mutation {

    private final Pattern name;

    /** @param rules for example {@code MQTT-3.1.2-3}; several with blanks between */
    public WithoutRule(String rules) {
        name = Pattern.compile("(?<![-\\w])(" + rules.replace(" ", "|") + ")(?!\\d)");
    }

    @Override
    public boolean change(ClassNode type) {
        boolean any = false;
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
                if (at instanceof LdcInsnNode constant && constant.cst instanceof String text && names(text)) {
                    any |= disable(method, at);
                }
            }
        }
        return any;
    }

    private boolean names(String text) {
        return name.matcher(text).find();
    }

    /** The text is an exception's, which is thrown, or a check's, which is called. */
    private static boolean disable(MethodNode method, AbstractInsnNode from) {
        for (AbstractInsnNode at = from.getNext(); at != null; at = at.getNext()) {
            if (at instanceof MethodInsnNode call && isCheck(call)) {
                dropCall(method, call);
                return true;
            }
            if (at.getOpcode() == Opcodes.ATHROW) {
                dropThrow(method, at);
                return true;
            }
            if (at.getOpcode() >= Opcodes.IRETURN && at.getOpcode() <= Opcodes.RETURN) {
                return false;
            }
        }
        return false;
    }

    private static boolean isCheck(MethodInsnNode call) {
        return !call.name.equals("<init>")
                && Type.getReturnType(call.desc) == Type.VOID_TYPE
                && call.desc.contains("Ljava/lang/String;)");
    }

    private static void dropCall(MethodNode method, MethodInsnNode call) {
        InsnList instead = new InsnList();
        Type[] arguments = Type.getArgumentTypes(call.desc);
        for (int i = arguments.length - 1; i >= 0; i--) {
            instead.add(new InsnNode(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP));
        }
        if (call.getOpcode() != Opcodes.INVOKESTATIC) {
            instead.add(new InsnNode(Opcodes.POP));
        }
        method.instructions.insert(call, instead);
        method.instructions.remove(call);
    }

    private static void dropThrow(MethodNode method, AbstractInsnNode thrown) {
        InsnList instead = new InsnList();
        instead.add(new InsnNode(Opcodes.POP));
        if (endsHere(method, thrown)) {
            Methods.returnNothing(instead, Type.getReturnType(method.desc));
        }
        method.instructions.insert(thrown, instead);
        method.instructions.remove(thrown);
    }

    /** Whether nothing sensible follows: the method's end, or another case of a switch. */
    private static boolean endsHere(MethodNode method, AbstractInsnNode thrown) {
        for (AbstractInsnNode next = thrown.getNext(); next != null; next = next.getNext()) {
            if (next instanceof LabelNode label && isCase(method, label)) {
                return true;
            }
            if (next.getOpcode() >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCase(MethodNode method, LabelNode label) {
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof LookupSwitchInsnNode lookup && (lookup.labels.contains(label) || lookup.dflt == label)
                    || at instanceof TableSwitchInsnNode table
                            && (table.labels.contains(label) || table.dflt == label)) {
                return true;
            }
        }
        return false;
    }
}
