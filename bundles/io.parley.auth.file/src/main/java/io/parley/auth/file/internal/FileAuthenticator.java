package io.parley.auth.file.internal;

import io.parley.auth.file.internal.login.Logins;
import io.parley.auth.file.internal.scram.ScramLogins;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Credentials;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** By password or by SCRAM-SHA-256. Safe for all threads; never blocks. */
final class FileAuthenticator implements Authenticator {

    private final Logins logins;
    private final ScramLogins scram;

    FileAuthenticator(Logins logins, ScramLogins scram) {
        this.logins = logins;
        this.scram = scram;
    }

    @Override
    public CompletionStage<Decision> authenticate(Credentials credentials) {
        if (credentials.method().isEmpty()) {
            return logins.counted(logins.login(credentials));
        }
        return credentials.method().get().equals(ScramLogins.METHOD)
                ? scram.begin(credentials)
                : CompletableFuture.completedStage(new Decision.UnknownMethod());
    }
}
