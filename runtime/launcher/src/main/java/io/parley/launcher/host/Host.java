package io.parley.launcher.host;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The process around the framework. An OSGi service of the system bundle; safe for all threads. */
@ProviderType
public interface Host {

    /** The data folder; it exists, is writable and is locked for this process. */
    Path data();

    /** The folder with one file per configuration PID; it may be missing. */
    Path config();

    /** What the command line sets, in the order given; the last one of a key wins. */
    List<Setting> settings();

    /** Prints one line about what is offered where, for people. */
    void announce(String line);

    /** Says, once, that every configured listener accepts. */
    void ready();

    /**
     * Ends the process with exit code 2, unless {@link #ready} came first; then it only reports. Returns at once.
     *
     * @param message what went wrong, in words for the user
     */
    void failed(String message);
}
