package io.parley.router.content.internal;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
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
 * Routes by what stands in the message; README.md describes the rules. A message goes to the target of each rule whose
 * condition holds; {@code otherwise} holds when none of the rules before it did.
 */
@Component
@RouterName("content")
@Inline
public final class ContentRouter implements Router {

    private final CompiledRules<List<Rule>> compiled = new CompiledRules<>(ContentRouter::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        Subject subject = new Subject(message, around);
        Set<Address> targets = new LinkedHashSet<>();
        for (Rule rule : compiled.of(rules)) {
            if (rule.isOtherwise() ? targets.isEmpty() : rule.condition().holds(subject)) {
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

    @Override
    public Set<FilterExpression> filters(List<String> rules) throws PluginException {
        return compiled.of(rules).stream()
                .filter(rule -> rule.condition() instanceof Condition.Passes)
                .map(rule -> ((Condition.Passes) rule.condition()).expression())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<Rule> compile(List<String> texts) throws PluginException {
        if (texts.isEmpty()) {
            throw new PluginException(
                    "A content route has one rule or more, each like field.total >= 100 -> queue:large");
        }
        List<Rule> rules = new ArrayList<>(texts.size());
        for (String text : texts) {
            rules.add(RuleParser.parse(text));
        }
        return List.copyOf(rules);
    }
}
