package io.parley.api.message;

/** What a refusal of one message means for the others that are sent with it. */
public enum Atomicity {
    /** Nothing: they are sent. */
    EACH,
    /** None of them is sent. */
    ALL_OR_NONE
}
