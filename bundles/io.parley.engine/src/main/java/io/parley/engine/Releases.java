package io.parley.engine;

/** Lets go of many messages, one after the other, and counts the memory that they leave once. For one thread. */
public final class Releases {

    private Residence residence;
    private long bytes;

    /** As {@link MessageRef#release}, except that its memory counts until the {@link #end}. */
    public void add(MessageRef ref) {
        Residence left = ref.letGo();
        if (left == null) {
            return;
        }
        if (left != residence) {
            end();
            residence = left;
        }
        bytes += Residence.bytes(ref.message());
    }

    /** Counts; more may follow. */
    public void end() {
        if (bytes > 0) {
            residence.leave(bytes);
            bytes = 0;
        }
    }
}
