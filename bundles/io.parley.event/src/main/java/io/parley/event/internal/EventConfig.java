package io.parley.event.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link EventSettings} reads it. */
@ObjectClassDefinition(
        name = "Parley: events",
        description = "Limits of topics and subscriptions. Changes apply at once; what is there already stays.")
@interface EventConfig {

    @AttributeDefinition(
            name = "Retained values",
            description = "How many topics may have a retained value; messages that would add one more are refused.",
            min = "1",
            max = "100000000")
    int retained_max() default EventSettings.DEFAULT_RETAINED;

    @AttributeDefinition(
            name = "Subscriptions",
            description = "How many subscriptions one session may have.",
            min = "1",
            max = "100000000")
    int subscriptions_max() default EventSettings.DEFAULT_SUBSCRIPTIONS;

    @AttributeDefinition(
            name = "Topics with history",
            description = "How many topics may have a history; messages that would begin one more are refused.",
            min = "1",
            max = "100000000")
    int topics_max() default EventSettings.DEFAULT_TOPICS;

    @AttributeDefinition(
            name = "Groups",
            description = "Of how many groups one session may be a member.",
            min = "1",
            max = "10000")
    int groups_max() default EventSettings.DEFAULT_GROUPS;

    @AttributeDefinition(
            name = "Members of a group",
            description = "How many sessions may be members of one group; more are refused.",
            min = "1",
            max = "10000")
    int group_members_max() default EventSettings.DEFAULT_MEMBERS;
}
