package io.parley.auth.file.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Parley: users and permissions from files",
        description = "An authenticator and an authorizer of the same name. Both files are read again when they change."
                + " Listeners choose them by authenticator and authorizer.")
@interface Config {

    @AttributeDefinition(name = "Name", description = "By which listeners choose the authenticator and the authorizer.")
    String name() default "file";

    @AttributeDefinition(
            name = "Users",
            description = "The users file; a relative path begins at the data folder. Empty: no authenticator.")
    String users() default "users";

    @AttributeDefinition(
            name = "ACL",
            description =
                    "The file of permissions; a relative path begins at the data folder. What it does not allow is"
                            + " denied. Empty: no authorizer.")
    String acl() default "acl";

    @AttributeDefinition(
            name = "Threads for hashes",
            description = "How many passwords are compared at a time. 1 to 64.",
            min = "1",
            max = "64")
    int hash_threads() default 1;

    @AttributeDefinition(
            name = "Queue for hashes",
            description = "How many logins may wait to be compared; further ones are told that the server is busy."
                    + " 1 to 100000.",
            min = "1",
            max = "100000")
    int hash_queue() default 200;

    @AttributeDefinition(
            name = "Remembered",
            description = "How long a right password is remembered, in seconds, so that the next login costs no hash;"
                    + " 0 for not at all. 0 to 86400.",
            min = "0",
            max = "86400")
    int cache_seconds() default 60;

    @AttributeDefinition(
            name = "Free failures",
            description =
                    "So many failed logins of a user or an address within 15 minutes are not slowed down. 1 to 1000.",
            min = "1",
            max = "1000")
    int failures_free() default 5;

    @AttributeDefinition(
            name = "Longest delay",
            description = "With each further failure a user or an address waits twice as long, in seconds up to this;"
                    + " 0 for no delay. 0 to 3600.",
            min = "0",
            max = "3600")
    int failures_delay_max_seconds() default 60;
}
