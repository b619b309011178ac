package io.parley.filter.cesql.internal;

import io.parley.api.message.Message;
import io.parley.spi.expression.Expression.Kind;
import io.parley.spi.expression.Syntax;
import io.parley.spi.filter.Filter;
import io.parley.spi.filter.FilterName;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Component;

/**
 * Compiles CloudEvents SQL expressions; README.md describes what names mean. A message passes when the result is true and there was no error
 * (section 1.2 of CESQL 1.0).
 */
@Component
@FilterName("cesql")
@Inline
public final class CesqlFilter implements Filter {

    @Override
    public Predicate<Message> compile(String expression) throws PluginException {
        var compiled = Syntax.ofKind(new CesqlParser(expression).parse(), Kind.TRUTH, 1);
        return message -> compiled.value(message) == Boolean.TRUE;
    }
}
