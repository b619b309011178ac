package io.parley.engine;

/** What must hold for a batch to be committed. Called on the thread of the shard that it was given for; must not block. */
public interface Condition {

    /**
     * Checks, and reserves what nobody else may take until the batch has ended.
     *
     * @throws io.parley.api.message.RefusedException when it does not hold; then nothing is reserved
     */
    void reserve();

    /** The batch has ended: committed and applied, or not. Called once after a successful {@link #reserve}. */
    void end(boolean committed);
}
