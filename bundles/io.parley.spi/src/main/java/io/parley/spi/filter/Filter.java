package io.parley.spi.filter;

import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ConsumerType;

/** Compiles expressions of one language. Registered with {@link FilterName}. Called by many threads at once. */
@ConsumerType
public interface Filter {

    /**
     * The test that the expression stands for: safe for all threads, without side effects, never throwing, with bounded
     * cost.
     *
     * @throws PluginException naming the position in the expression and what was expected there
     */
    Predicate<Message> compile(String expression) throws PluginException;
}
