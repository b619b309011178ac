package io.parley.auth.certificate.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import io.parley.testkit.AuthenticatorContract;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateAuthenticatorTest extends AuthenticatorContract {

    private static final String SUBJECT = "CN=pump 7+SERIALNUMBER=12,OU=devices,O=Example\\, Inc.,C=DE";

    private static Credentials credentials(String subject) {
        return new Credentials(
                "c",
                Optional.empty(),
                Optional.empty(),
                new InetSocketAddress("127.0.0.1", 1),
                Optional.empty(),
                Optional.of(subject));
    }

    @Override
    protected Authenticator authenticator() {
        return new CertificateAuthenticator();
    }

    @Override
    protected Credentials good() {
        return credentials(SUBJECT);
    }

    @Override
    protected List<Credentials> bad() {
        return List.of(
                credentials("OU=devices,C=DE"),
                credentials(""),
                credentials("CN="),
                credentials("CN=anonymous"),
                credentials("no name"));
    }

    @Override
    protected String principal() {
        return "pump 7";
    }

    private static Optional<String> principal(Map<String, String> configuration, String subject) {
        return SubjectRule.of(configuration).principal(subject);
    }

    @Test
    void ruleSaysWhichPart() {
        assertEquals(Optional.of("pump 7"), principal(Map.of(), SUBJECT));
        assertEquals(Optional.of("a"), principal(Map.of(), "CN=a,OU=x,CN=b"), "the most specific one");
        assertEquals(Optional.of("a,b"), principal(Map.of(), "cn=a\\,b,C=DE"));
        assertEquals(Optional.of(SUBJECT), principal(Map.of("principal", "dn"), SUBJECT));
        Map<String, String> pattern = Map.of("principal", "pattern", "pattern", ".*SERIALNUMBER=(\\d+),OU=devices,.*");
        assertEquals(Optional.of("12"), principal(pattern, SUBJECT));
        assertEquals(Optional.empty(), principal(pattern, "CN=x,OU=devices"));
    }

    @Test
    void wrongValuesAreNamedAndTheLastGoodOneStays() {
        for (Map<String, String> wrong : List.of(
                Map.of("principal", "uid"),
                Map.of("principal", "pattern"),
                Map.of("principal", "pattern", "pattern", "("),
                Map.of("principal", "pattern", "pattern", "CN=.*"))) {
            String message = assertThrows(IllegalArgumentException.class, () -> SubjectRule.of(wrong))
                    .getMessage();
            assertTrue(message.startsWith("io.parley.auth.certificate: "), message);
        }
        CertificateAuthenticator authenticator = new CertificateAuthenticator();
        authenticator.configure(Map.of("principal", "dn"));
        authenticator.configure(Map.of("principal", "uid"));
        assertEquals(
                new Decision.Accepted(SUBJECT),
                authenticator.authenticate(good()).toCompletableFuture().join());
    }
}
