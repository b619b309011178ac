package io.parley.spi.journal;

/** Whether a journal takes appends. */
public sealed interface JournalState {

    /** It does. */
    record Writable() implements JournalState {}

    /**
     * It does not, for the time being: what it holds stays readable, and it takes appends again by itself once the
     * cause is gone.
     *
     * @param cause for people
     */
    record Refusing(String cause) implements JournalState {}

    /**
     * It does not, until it is opened anew.
     *
     * @param cause for people
     */
    record Failed(String cause) implements JournalState {}

    /** Closed by its owner. */
    record Closed() implements JournalState {}
}
