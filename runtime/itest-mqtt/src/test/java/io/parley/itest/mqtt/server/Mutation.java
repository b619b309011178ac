package io.parley.itest.mqtt.server;

import org.objectweb.asm.tree.ClassNode;

/** A change to the handler's classes. */
@FunctionalInterface
public interface Mutation {

    /** None. */
    Mutation NONE = type -> false;

    /** Changes the class; whether it did. */
    boolean change(ClassNode type);
}
