package io.parley.testkit.runtime;

/** A plug-in that was added. */
@FunctionalInterface
public interface Plugin {

    /**
     * Takes the plug-in away, as when its bundle is stopped: returns when its calls have ended, or after two seconds. What needs it waits
     * until another one of its name is added.
     */
    void remove();
}
