package io.parley.auth.file.internal;

import java.nio.file.Path;
import java.util.Optional;

/** The users file of one configuration, for the command that changes it. */
public interface UsersFiles {

    /** The configuration's {@code name}. */
    String name();

    /** Empty when it has none. */
    Optional<Path> file();
}
