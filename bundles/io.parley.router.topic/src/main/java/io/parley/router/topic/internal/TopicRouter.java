package io.parley.router.topic.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.CompiledRules;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;

/**
 * Routes by the message's header {@code subject}, levels separated by {@code /}.
 *
 * <p>A rule is a pattern and a target, {@code orders/+/created -> queue:billing}: {@code +} stands for one level,
 * {@code #} at the end for any number of levels. A message goes to the target of each rule that matches; one without a
 * subject matches {@code #} alone.
 */
@Component
@RouterName("topic")
@Inline
public final class TopicRouter implements Router {

    private static final String SUBJECT = "subject";

    private final CompiledRules<List<Rule>> compiled = new CompiledRules<>(TopicRouter::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        String subject = message.headers().first(SUBJECT).orElse("");
        Set<Address> targets = new LinkedHashSet<>();
        for (Rule rule : compiled.of(rules)) {
            if (rule.pattern().matches(subject)) {
                targets.add(rule.target());
            }
        }
        return List.copyOf(targets);
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        compile(rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return compiled.of(rules).stream().map(Rule::target).collect(Collectors.toUnmodifiableSet());
    }

    private static List<Rule> compile(List<String> texts) throws PluginException {
        if (texts.isEmpty()) {
            throw new PluginException(
                    "A topic route has one rule or more, each like orders/+/created -> queue:billing");
        }
        List<Rule> rules = new ArrayList<>(texts.size());
        for (String text : texts) {
            rules.add(Rule.parse(text));
        }
        return List.copyOf(rules);
    }
}
