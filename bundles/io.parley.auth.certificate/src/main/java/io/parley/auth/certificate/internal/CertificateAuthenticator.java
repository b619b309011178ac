package io.parley.auth.certificate.internal;

import io.parley.spi.security.Authenticator;
import io.parley.spi.security.AuthenticatorName;
import io.parley.spi.security.Credentials;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authenticator {@code certificate}: who somebody is says the certificate that the listener has verified. Without one it
 * abstains, and it leaves authentication in several steps to others.
 */
@Component(configurationPid = SubjectRule.PID)
@AuthenticatorName("certificate")
@Designate(ocd = Config.class)
public final class CertificateAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthenticator.class);

    private volatile SubjectRule rule = SubjectRule.COMMON_NAME;

    /** Takes the configuration; one that is not allowed leaves the last good one, at first the default, in force. */
    @Activate
    @Modified
    void configure(Map<String, ?> properties) {
        try {
            rule = SubjectRule.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; {} stays in force", e.getMessage(), rule);
        }
    }

    @Override
    public CompletionStage<Decision> authenticate(Credentials credentials) {
        return CompletableFuture.completedStage(decide(credentials));
    }

    private Decision decide(Credentials credentials) {
        if (credentials.method().isPresent()) {
            return new Decision.UnknownMethod();
        }
        if (credentials.certificateSubject().isEmpty()) {
            return new Decision.Abstained("no certificate");
        }
        String subject = credentials.certificateSubject().get();
        return rule.principal(subject)
                .<Decision>map(Decision.Accepted::new)
                .orElseGet(
                        () -> new Decision.Refused("the certificate of '" + subject + "' names nobody (" + rule + ")"));
    }
}
