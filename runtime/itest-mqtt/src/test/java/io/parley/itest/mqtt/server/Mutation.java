package io.parley.itest.mqtt.server;

import org.objectweb.asm.tree.ClassNode;

/** A change to the handler's classes. */
public interface Mutation {

    /** None. */
    Mutation NONE = new Mutation() {
        @Override
        public boolean concerns(String type) {
            return false;
        }

        @Override
        public boolean change(ClassNode type) {
            return false;
        }
    };

    /** Whether it may change the class of that internal name. */
    boolean concerns(String type);

    /** Changes the class; whether it did. */
    boolean change(ClassNode type);
}
