package io.parley.bench.server;

/** A broker that is a child process of this one, and may be started again after its end with the data it left. */
public interface StartedBroker extends Broker {

    /** The process started last. */
    ChildProcess process();

    /** Whether what it acknowledged outlives a SIGKILL. */
    boolean survivesKill();
}
