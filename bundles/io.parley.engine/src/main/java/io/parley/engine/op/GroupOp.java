package io.parley.engine.op;

import io.parley.api.message.Payload;

/** Changes to the state that the sessions of a group share. */
public sealed interface GroupOp extends Op {

    @Override
    default Family family() {
        return Family.GROUP;
    }

    String group();

    @Override
    default String key() {
        return group();
    }

    /**
     * A value is set.
     *
     * @param created when the state began, in milliseconds since 1970, for one that begins with this value
     */
    record StatePut(String group, long created, String name, long version, Payload value) implements GroupOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.GROUP_STATE_PUT)
                    .text(group)
                    .number(created)
                    .text(name)
                    .number(version)
                    .bytes(value);
        }
    }

    /** A value is removed. */
    record StateRemoved(String group, String name) implements GroupOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.GROUP_STATE_REMOVED).text(group).text(name);
        }
    }

    /** The group has no member any more: all of its state is gone. */
    record StateEnded(String group) implements GroupOp {
        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.GROUP_STATE_ENDED).text(group);
        }
    }
}
