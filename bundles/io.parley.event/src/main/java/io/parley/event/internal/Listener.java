package io.parley.event.internal;

/** Who gets the messages of matching topics: a session all of them, or a group whose members share them. */
sealed interface Listener permits SessionListener, SharedGroup {

    /** Of topics. */
    String pattern();
}
