package io.parley.auth.file.internal.scram;

import io.parley.api.message.Payload;
import io.parley.auth.file.internal.login.Logins;
import io.parley.auth.file.internal.users.ScramCredential;
import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import io.parley.spi.security.Authenticator.Decision;
import io.parley.spi.security.Credentials;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The server's side of SCRAM-SHA-256 without channel binding. A user who is not there, or has no credential, is answered as
 * everybody, with a salt that stays the same, and refused at the end. Safe for all threads.
 */
public final class ScramLogins {

    /** Its name (RFC 7677). */
    public static final String METHOD = "SCRAM-SHA-256";

    private static final int LONGEST_MESSAGE = 4_096;
    private static final int NONCE_BYTES = 18;

    private final Supplier<Users> users;
    private final Logins logins;
    private final Supplier<String> nonces;
    private final byte[] ownSecret = new byte[32];

    public ScramLogins(Supplier<Users> users, Logins logins, SecureRandom random) {
        this(users, logins, random, () -> nonce(random));
    }

    ScramLogins(Supplier<Users> users, Logins logins, SecureRandom random, Supplier<String> nonces) {
        this.users = users;
        this.logins = logins;
        this.nonces = nonces;
        random.nextBytes(ownSecret);
    }

    private static String nonce(SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    /** The first message, if it came with the wish to connect; otherwise the client is asked for it. */
    public CompletionStage<Decision> begin(Credentials credentials) {
        Optional<Payload> first = credentials.secret().filter(data -> data.size() > 0);
        return first.isPresent()
                ? first(credentials, first.get())
                : decided(new Decision.Challenge(Payload.empty(), data -> first(credentials, data)));
    }

    private CompletionStage<Decision> first(Credentials credentials, Payload data) {
        return logins.counted(answerFirst(credentials, data));
    }

    private CompletionStage<Decision> answerFirst(Credentials credentials, Payload data) {
        ClientFirst first;
        String user;
        try {
            first = ClientFirst.parse(text(data));
            user = ScramKeys.prepare(first.user())
                    .filter(name -> name.length() <= User.LONGEST_NAME)
                    .orElseThrow(() -> new IllegalArgumentException("the user name has characters that SCRAM forbids"));
        } catch (IllegalArgumentException e) {
            return decided(new Decision.Refused(e.getMessage()));
        }
        if (!first.authorizationId().isEmpty() && !first.authorizationId().equals(first.user())) {
            return decided(new Decision.Refused("nobody may act for somebody else"));
        }
        Optional<CompletionStage<Decision>> refusal = logins.refusal(credentials, user);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<ScramCredential> known = known(user);
        ScramCredential credential = known.orElseGet(() -> invented(user));
        String both = first.nonce() + nonces.get();
        String answer = "r=" + both + ",s=" + Base64.getEncoder().encodeToString(credential.salt()) + ",i="
                + credential.iterations();
        return decided(new Decision.Challenge(
                Payload.utf8(answer),
                data2 -> logins.counted(last(credentials, user, credential, first, both, answer, data2))));
    }

    private CompletionStage<Decision> last(
            Credentials credentials,
            String user,
            ScramCredential credential,
            ClientFirst first,
            String nonce,
            String serverFirst,
            Payload data) {
        ClientFinal last;
        try {
            last = ClientFinal.parse(text(data));
        } catch (IllegalArgumentException e) {
            return decided(new Decision.Refused(e.getMessage()));
        }
        String about = first.bare() + "," + serverFirst + "," + last.withoutProof();
        byte[] clientKey = ScramKeys.xor(last.proof(), ScramKeys.hmac(credential.storedKey(), about));
        boolean proved = MessageDigest.isEqual(ScramKeys.h(clientKey), credential.storedKey());
        boolean same =
                last.gs2Header().equals(first.gs2Header()) && last.nonce().equals(nonce);
        // Of now: the user may have got another password, or be gone, since the first message.
        boolean valid = known(user).filter(credential::equals).isPresent();
        if (!proved || !same || !valid) {
            return logins.failed(credentials, user);
        }
        logins.succeeded(credentials, user);
        String signature = Base64.getEncoder().encodeToString(ScramKeys.hmac(credential.serverKey(), about));
        return decided(new Decision.Accepted(user, Optional.of(Payload.utf8("v=" + signature))));
    }

    private Optional<ScramCredential> known(String user) {
        return users.get().find(user).flatMap(User::scram);
    }

    /**
     * For somebody who is not there: looks like the others, and always the same. The secret behind it is made from somebody's
     * credential, so that it survives a restart as real salts do.
     */
    private ScramCredential invented(String user) {
        Optional<ScramCredential> somebody = users.get().firstScram();
        byte[] secret = somebody.map(ScramCredential::serverKey).orElse(ownSecret);
        int iterations = somebody.map(ScramCredential::iterations).orElse(ScramKeys.ITERATIONS);
        int length = somebody.map(credential -> credential.salt().length).orElse(16);
        byte[] salt = Arrays.copyOf(ScramKeys.hmac(secret, "salt " + user), length);
        byte[] key = ScramKeys.hmac(ownSecret, "key " + user);
        return new ScramCredential(iterations, salt, key, key);
    }

    private static String text(Payload data) {
        if (data.size() > LONGEST_MESSAGE) {
            throw new IllegalArgumentException("a message of SCRAM has " + LONGEST_MESSAGE + " bytes at the most");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data.toBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a message of SCRAM is UTF-8", e);
        }
    }

    private static CompletionStage<Decision> decided(Decision decision) {
        return CompletableFuture.completedStage(decision);
    }
}
