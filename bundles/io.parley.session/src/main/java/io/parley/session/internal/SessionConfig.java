package io.parley.session.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: sessions",
        description = "Limits of sessions and of their state. Changes apply at once; what is there already stays.")
@interface SessionConfig {

    @AttributeDefinition(
            name = "Sessions",
            description = "How many sessions there may be, connected or not; more are refused.",
            min = "1",
            max = "100000000")
    int max_sessions() default Settings.DEFAULT_MAX_SESSIONS;

    @AttributeDefinition(
            name = "Sessions of a principal",
            description =
                    "How many sessions one principal may have, connected or not; more are refused. 0 for any number. Clients that did"
                            + " not authenticate are no principal.",
            min = "0",
            max = "10000")
    int max_sessions_per_principal() default Settings.DEFAULT_SESSIONS_PER_PRINCIPAL;

    @AttributeDefinition(
            name = "Children",
            description = "How many sessions may have the same one as their parent; more are refused.",
            min = "1",
            max = "10000")
    int children_max() default Settings.DEFAULT_CHILDREN;

    @AttributeDefinition(
            name = "Depth of children",
            description = "How many sessions a session may have above it: its parent, the parent of that, and so on.",
            min = "1",
            max = "16")
    int children_depth_max() default Settings.DEFAULT_DEPTH;

    @AttributeDefinition(
            name = "State values",
            description = "How many values the state of one session, or of one group, may have.",
            min = "1",
            max = "100000")
    int state_keys_max() default Settings.DEFAULT_STATE_KEYS;

    @AttributeDefinition(
            name = "State value (KiB)",
            description = "The size of one value of a session's or a group's state, at most.",
            min = "1",
            max = "1024")
    int state_value_kib() default Settings.DEFAULT_STATE_VALUE;

    @AttributeDefinition(
            name = "State (KiB)",
            description = "The size of all values of a session's or a group's state together, at most.",
            min = "1",
            max = "1048576")
    int state_kib() default Settings.DEFAULT_STATE;

    @AttributeDefinition(
            name = "Takeover",
            description =
                    "Who has a session that is opened while another connection holds it: newest, who comes last; or oldest, who holds"
                            + " it, and others are refused for as long as it is connected.",
            options = {@Option(value = "newest"), @Option(value = "oldest")})
    String takeover() default Settings.DEFAULT_TAKEOVER;
}
