package io.parley.bench.queue;

import io.parley.api.message.MessageService;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** A messaging service on a journal and a view of its own, outside OSGi. */
public interface Messaging extends AutoCloseable {

    /** Puts one together; found as a service of the class path. */
    interface Factory {
        Messaging open(Path folder) throws Exception;
    }

    /**
     * Opens one in an empty folder.
     *
     * @throws IllegalStateException when the class path has none
     */
    static Messaging open(Path folder) throws Exception {
        return ServiceLoader.load(Factory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "No messaging service on the class path: " + Factory.class.getName() + " has no provider"))
                .open(folder);
    }

    MessageService service();
}
