package io.parley.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says what is wrong with a configuration before, or without, a component's own look at it: names that nothing here knows, with
 * similar ones, and values that the metatype does not allow. Each sentence begins with the PID.
 *
 * @param definitions what can be configured
 */
public record ConfigurationCheck(Definitions definitions) {

    /** Those of the framework and of the tools that bring configurations. */
    private static final Pattern FOREIGN_KEY =
            Pattern.compile("(service|component|felix|org\\.apache|configuration|osgi)\\..*|\\..*|:.*");

    /**
     * What is wrong with PID and keys; empty when nothing is.
     *
     * @param pid of a configuration, of a factory's instance with its name
     * @param keys that the configuration has
     */
    public List<String> names(String pid, Set<String> keys) {
        PidDefinition definition = definitions.of(pid).orElse(null);
        if (definition == null) {
            return List.of(pid + ": " + wrongPid(pid));
        }
        List<String> wrong = new ArrayList<>();
        for (String key : keys) {
            if (!definition.keys().containsKey(key) && !isForeign(key)) {
                wrong.add(pid + ": there is no key " + key
                        + similar(Similar.to(key, definition.keys().keySet())));
            }
        }
        return wrong;
    }

    /** Whether a key is no component's, but the framework's, or that of a tool which brought the configuration. */
    public static boolean isForeign(String key) {
        return FOREIGN_KEY.matcher(key).matches();
    }

    private String wrongPid(String pid) {
        String general = Definitions.general(pid);
        PidDefinition other = definitions.pids().get(general);
        if (other == null) {
            return "nothing here is configured by " + general
                    + similar(Similar.to(general, definitions.pids().keySet()));
        }
        return other.factory()
                ? "there can be many of it, so each has a name: " + general + "~<name>"
                : "there is only one of it: " + general;
    }

    private static String similar(List<String> names) {
        return names.isEmpty() ? "" : "; similar: " + String.join(", ", names);
    }

    /**
     * What is wrong with names and values; empty when nothing is.
     *
     * @param values by key, as Config Admin has them
     */
    public List<String> all(String pid, Map<String, ?> values) {
        List<String> wrong = new ArrayList<>(names(pid, values.keySet()));
        definitions
                .of(pid)
                .ifPresent(definition -> definition.keys().forEach((id, key) -> {
                    Object value = values.get(id);
                    if (value == null && key.standard().isEmpty()) {
                        wrong.add(pid + ": " + id + " is missing");
                    } else if (value != null && !key.allows(value)) {
                        wrong.add(pid + ": " + id + " is " + key.allowed() + ", not '" + key.shown(value) + "'");
                    }
                }));
        return wrong;
    }
}
