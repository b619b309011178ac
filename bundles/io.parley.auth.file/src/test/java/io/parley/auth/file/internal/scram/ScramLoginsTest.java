package io.parley.auth.file.internal.scram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.client.ScramClient;
import io.parley.api.message.Payload;
import io.parley.auth.file.internal.login.HashPool;
import io.parley.auth.file.internal.login.Logins;
import io.parley.auth.file.internal.login.Refusals;
import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramLoginsTest {

    // RFC 7677, section 3.
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final String FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String LAST =
            "c=biws,r=rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_LAST = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HashPool pool = new HashPool(1, 10);
    private volatile Users users = users("user", "pencil");
    private final Logins logins = new Logins(
            () -> users, new Logins.Limits(1_000_000, 60_000, 0), pool, new Refusals(timer, Duration.ZERO), () -> 0);
    private final ScramLogins scram = new ScramLogins(() -> users, logins, new SecureRandom(), () -> SERVER_NONCE);
    private final ScramLogins real = new ScramLogins(() -> users, logins, new SecureRandom());

    @AfterEach
    void close() {
        timer.shutdownNow();
        pool.close();
    }

    private static Users users(String... namesAndPasswords) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < namesAndPasswords.length; i += 2) {
            lines.append(new User(
                                    namesAndPasswords[i],
                                    Optional.empty(),
                                    Optional.of(ScramKeys.credential(namesAndPasswords[i + 1], SALT, 4096)))
                            .line())
                    .append('\n');
        }
        try {
            return Users.read(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Decision begin(ScramLogins with, String first) {
        return get(with.begin(new Credentials(
                "c",
                Optional.empty(),
                Optional.of(Payload.utf8(first)),
                new InetSocketAddress("127.0.0.1", 1),
                Optional.of("SCRAM-SHA-256"),
                Optional.empty())));
    }

    private static Decision get(CompletionStage<Decision> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Payload data) {
        return new String(data.toBytes(), StandardCharsets.UTF_8);
    }

    private static Decision answer(Decision challenge, String text) {
        return get(((Decision.Challenge) challenge).next().answer(Payload.utf8(text)));
    }

    private static String challenge(Decision decision) {
        return text(((Decision.Challenge) decision).data());
    }

    private static void refused(Decision decision) {
        assertTrue(decision instanceof Decision.Refused, decision::toString);
    }

    @Test
    void conversationOfTheSpecification() {
        Decision first = begin(scram, FIRST);
        assertEquals(SERVER_FIRST, challenge(first));
        Decision.Accepted accepted = (Decision.Accepted) answer(first, LAST);
        assertEquals("user", accepted.principal());
        assertEquals(SERVER_LAST, text(accepted.data().orElseThrow()));
    }

    @Test
    void firstMessageMayComeLater() {
        Decision asked = begin(scram, "");
        assertEquals("", challenge(asked));
        assertTrue(answer(answer(asked, FIRST), LAST) instanceof Decision.Accepted);
    }

    @ParameterizedTest
    @CsvSource({"user, pencil", "anna, grüße", "'comma,equals=', '\\ \"'", "IX, IX"})
    void anotherImplementationOfTheClient(String name, String password) throws Exception {
        users = users("first", "x", name, password);
        Decision.Accepted accepted = (Decision.Accepted) login(client(name, password));
        assertEquals(name, accepted.principal());
        refused(login(client(name, password + "x")));
        refused(login(client("nobody", password)));
    }

    private static ScramClient client(String name, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(name)
                .password(password.toCharArray())
                .build();
    }

    /** The client checks the server's signature too. */
    private Decision login(ScramClient client) throws Exception {
        Decision first = begin(real, client.clientFirstMessage().toString());
        client.serverFirstMessage(challenge(first));
        Decision last = answer(first, client.clientFinalMessage().toString());
        if (last instanceof Decision.Accepted accepted) {
            client.serverFinalMessage(text(accepted.data().orElseThrow()));
        }
        return last;
    }

    @Test
    void namesAreComparedAsPrepared() throws Exception {
        users = users("IX", "pencil");
        Decision first = begin(scram, "n,,n=I\u00adX,r=abc");
        assertTrue(challenge(first).contains("i=4096"));
        users = users("IX", "pencil");
        assertEquals("IX", ((Decision.Accepted) login(client("\u2168", "pencil"))).principal());
    }

    @Test
    void nobodyLooksLikeSomebodyAndAlwaysTheSame() {
        String nobody = challenge(begin(real, "n,,n=nobody,r=abc"));
        String again = challenge(begin(real, "n,,n=nobody,r=abc"));
        String other = challenge(begin(real, "n,,n=other,r=abc"));
        String salt = nobody.replaceAll(".*,s=([^,]*),.*", "$1");
        assertEquals(16, Base64.getDecoder().decode(salt).length);
        assertTrue(nobody.endsWith(",i=4096"), nobody);
        assertTrue(again.contains(",s=" + salt + ","), again);
        assertNotEquals(salt, other.replaceAll(".*,s=([^,]*),.*", "$1"));
        ScramLogins restarted = new ScramLogins(() -> users, logins, new SecureRandom());
        assertTrue(challenge(begin(restarted, "n,,n=nobody,r=abc")).contains(",s=" + salt + ","), "after a restart");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p=tls-unique,,n=user,r=abc",
                "p=tls-server-end-point,,n=user,r=abc",
                "n,a=other,n=user,r=abc",
                "n,,m=ext,n=user,r=abc",
                "n,,n=user,r=abc,m=ext",
                "n,,n=us=er,r=abc",
                "n,,n=us=2cer,r=abc",
                "n,,n=,r=abc",
                "n,,n=user,r=",
                "n,,n=user,r=a b",
                "n,,n=user",
                "n,n=user,r=abc",
                "x,,n=user,r=abc",
                "n,,r=abc,n=user",
                "n,,n=us\u0007er,r=abc",
                "nonsense"
            })
    void wrongFirstMessageIsRefused(String first) {
        refused(begin(scram, first));
    }

    @Test
    void whatIsAllowedBesides() {
        assertEquals(SERVER_FIRST, challenge(begin(scram, "y,,n=user,r=rOprNGfwEbeRWgbNEkqO")));
        assertEquals(SERVER_FIRST, challenge(begin(scram, "n,a=user,n=user,r=rOprNGfwEbeRWgbNEkqO")));
        assertEquals(SERVER_FIRST, challenge(begin(scram, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO,x=1,y=2")));
    }

    @Test
    void wrongLastMessageIsRefused() {
        for (String last : List.of(
                LAST.replace("c=biws", "c=eSws"),
                LAST.replace("hvYD", "hvYd"),
                LAST.replace("dHzb", "dHzB"),
                LAST.replace(",p=", ",m=x,p="),
                LAST + ",x=y",
                "c=biws,r=abc",
                "c=%,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "")) {
            refused(answer(begin(scram, FIRST), last));
        }
        // The header that was sent first has to be the one that is confirmed.
        refused(answer(begin(scram, "y" + FIRST.substring(1)), LAST));
    }

    @Test
    void credentialOfNowCounts() {
        Decision first = begin(scram, FIRST);
        users = users("user", "pen");
        refused(answer(first, LAST));
        first = begin(scram, FIRST);
        users = users("other", "pencil");
        refused(answer(first, LAST));
    }

    /** Whatever comes, there is a decision. */
    @Test
    void nonsenseIsRefused() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            try {
                Decision first = begin(scram, random.nextBoolean() ? FIRST : changed(FIRST, random));
                if (first instanceof Decision.Challenge) {
                    Decision last = answer(first, changed(LAST, random));
                    assertTrue(last instanceof Decision.Refused || LAST.length() > 0, "seed " + seed);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        refused(
                begin(scram, "n,,n=user,r=abc" + ",x=y".repeat(1_000)) instanceof Decision.Challenge
                        ? new Decision.Refused("as an extension")
                        : new Decision.Refused("too long"));
        refused(begin(scram, "n,,n=user,r=" + "a".repeat(5_000)));
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, (char) random.nextInt(0x180));
                case 1 -> changed.deleteCharAt(at);
                default -> changed.insert(at, "=,n\u0000/".charAt(random.nextInt(5)));
            }
        }
        return changed.toString();
    }
}
