package io.parley.filter.ldap.internal;

import io.parley.api.message.Message;
import io.parley.spi.filter.Filter;
import io.parley.spi.filter.FilterName;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Component;

/** Compiles LDAP filters (OSGi Core section 3.2.7); README.md describes what names mean. */
@Component
@FilterName("ldap")
@Inline
public final class LdapFilter implements Filter {

    @Override
    public Predicate<Message> compile(String expression) throws PluginException {
        return new LdapParser(expression).parse().test(LdapRules.RULES);
    }
}
