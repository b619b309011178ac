package io.parley.itest.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/** The ways of an operator to a started server, which each distribution has of its own. */
public interface Operator {

    /** Of one distribution; a service for {@link ServiceLoader}. */
    @FunctionalInterface
    interface Factory {

        /** @param base the folder that the start is given */
        Operator of(Path base) throws IOException;
    }

    /** That of the only factory on the class path; without one, that of the distribution on Felix. */
    static Operator of(Path base) throws IOException {
        Optional<Factory> other = ServiceLoader.load(Factory.class).findFirst();
        return other.isPresent() ? other.get().of(base) : new SocketOperator(base);
    }

    /** What the start needs to be told for it, each {@code PID:KEY=VALUE}. */
    List<String> settings();

    /** Parley's data folder, at which relative paths begin. */
    Path data();

    /** The file of the log. */
    Path log();

    /** Skips the test, and says why, where there is no shell on this JDK. */
    default void requireShell() {}

    /** Runs a shell command with that input; what it printed. An {@link AssertionError} when it fails. */
    String exec(String command, String input) throws IOException;

    /** The number of a bundle. */
    OptionalInt bundle(String symbolicName) throws IOException;
}
