package io.parley.filter.selector.internal;

import io.parley.api.message.Message;
import io.parley.spi.filter.Filter;
import io.parley.spi.filter.FilterName;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Component;

/** Compiles message selectors (JMS 2.0 section 3.8); README.md describes what names mean. */
@Component
@FilterName("selector")
@Inline
public final class SelectorFilter implements Filter {

    @Override
    public Predicate<Message> compile(String expression) throws PluginException {
        return new SelectorParser(expression).parse().test(SelectorRules.RULES);
    }
}
