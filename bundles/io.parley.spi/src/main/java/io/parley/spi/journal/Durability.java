package io.parley.spi.journal;

/** How safe something is before it counts as done. */
public enum Durability {
    /** On the disk: survives power loss. */
    FSYNC,
    /** With the operating system: survives the death of the process. */
    OS,
    /** In this process only; not journalled. */
    MEMORY
}
