package io.parley.task.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: tasks",
        description = "Tasks of sessions, and the clean-up of sessions. Changes apply at once.")
@interface TaskConfig {

    @AttributeDefinition(
            name = "Silence of tasks (minutes)",
            description = "After how many minutes a running task that says nothing has failed.",
            min = "1",
            max = "100000")
    int silent_minutes() default Settings.DEFAULT_SILENT;

    @AttributeDefinition(
            name = "Activity of tasks (minutes)",
            description = "For how many minutes a session is active after its running task last was.",
            min = "1",
            max = "100000")
    int active_minutes() default Settings.DEFAULT_ACTIVE;

    @AttributeDefinition(
            name = "Clean-up (hours)",
            description = "A clean-up ends sessions in which nothing has happened for so many hours.",
            min = "1",
            max = "100000")
    int cleanup_hours() default Settings.DEFAULT_CLEAN_UP;

    @AttributeDefinition(
            name = "Tasks of a session",
            description =
                    "How many tasks one session may have. For one more, the oldest of those that are over goes; where none is over, it"
                            + " is refused.",
            min = "1",
            max = "1000")
    int tasks_max() default Settings.DEFAULT_MAX_TASKS;

    @AttributeDefinition(
            name = "Analytics (seconds)",
            description =
                    "How often what goes on in sessions is told on the topics $parley/analytics and $parley/analytics/toptalkers. 0 for never, to 86400.",
            min = "0",
            max = "86400")
    int analytics_seconds() default Settings.DEFAULT_ANALYTICS;
}
