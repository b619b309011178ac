package io.parley.auth.certificate.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be configured, for tools; {@link SubjectRule} reads it. */
@ObjectClassDefinition(
        name = "Parley: authentication by certificate",
        description = "The authenticator certificate: which part of a verified client certificate's subject is the"
                + " principal. Applies to the next client.")
@interface Config {

    @AttributeDefinition(
            name = "Principal",
            description = "cn: the common name. dn: the whole subject as RFC 2253 writes it. pattern: what the pattern"
                    + " finds in the whole subject.",
            options = {@Option("cn"), @Option("dn"), @Option("pattern")})
    String principal() default "cn";

    @AttributeDefinition(
            name = "Pattern",
            description =
                    "A regular expression that the whole subject has to match; its first group is the principal, for"
                            + " example .*\\bOU=devices,.*\\bUID=([^,+]+).* Needed for principal = pattern.")
    String pattern() default "";
}
