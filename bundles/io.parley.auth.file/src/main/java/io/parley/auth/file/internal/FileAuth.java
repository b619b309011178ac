package io.parley.auth.file.internal;

import io.parley.api.message.Address;
import io.parley.auth.file.internal.acl.Acl;
import io.parley.auth.file.internal.acl.AclReader;
import io.parley.auth.file.internal.login.HashPool;
import io.parley.auth.file.internal.login.Logins;
import io.parley.auth.file.internal.login.Refusals;
import io.parley.auth.file.internal.scram.ScramLogins;
import io.parley.auth.file.internal.text.WatchedFile;
import io.parley.auth.file.internal.users.Users;
import io.parley.spi.health.Health;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authorizer;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What one configuration offers, and the thread that looks after its files. */
final class FileAuth implements AutoCloseable {

    /** A change counts after two looks at the latest. */
    private static final long LOOK_MILLIS = 250;

    private static final Duration LATE = Duration.ofSeconds(1);

    private final Settings settings;
    private final ScheduledThreadPoolExecutor timer;
    private final HashPool pool;
    private final Optional<WatchedFile<Users>> users;
    private final Optional<WatchedFile<Acl>> acl;
    private final Logins logins;
    private final Authenticator authenticator;

    /**
     * Reads both files.
     *
     * @param aclChanged told whenever the ACL has changed
     * @param revoked told who is gone, or has another password, whenever the users have changed
     */
    FileAuth(Settings settings, Runnable aclChanged, Consumer<Set<String>> revoked) {
        this.settings = settings;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "parley-auth-" + settings.name());
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        pool = new HashPool(settings.hashThreads(), settings.hashQueue());
        users = settings.users()
                .map(path -> new WatchedFile<>(
                        path,
                        Users::read,
                        Users.NOBODY,
                        PosixFilePermission.OTHERS_READ,
                        "everybody on this machine can read the hashes"));
        acl = settings.acl()
                .map(path -> new WatchedFile<>(
                        path,
                        AclReader::read,
                        Acl.NOTHING,
                        PosixFilePermission.OTHERS_WRITE,
                        "everybody on this machine can change who may do what"));
        logins = new Logins(
                this::currentUsers,
                settings.limits(),
                pool,
                new Refusals(timer, LATE),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        authenticator = new FileAuthenticator(logins, new ScramLogins(this::currentUsers, logins, new SecureRandom()));
        users.ifPresent(WatchedFile::lookNow);
        acl.ifPresent(WatchedFile::lookNow);
        timer.scheduleWithFixedDelay(() -> look(aclChanged, revoked), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(Runnable aclChanged, Consumer<Set<String>> revoked) {
        users.ifPresent(file -> {
            Users before = file.content();
            if (file.look()) {
                tellRevoked(before, file.content(), revoked);
            }
        });
        if (acl.isPresent() && acl.get().look()) {
            aclChanged.run();
        }
    }

    private static void tellRevoked(Users before, Users now, Consumer<Set<String>> revoked) {
        Set<String> names = before.without(now);
        if (!names.isEmpty()) {
            revoked.accept(names);
        }
    }

    /** This one is there in the place of another, of the same name: tells whose login there counts no longer. */
    void replaces(FileAuth other, Consumer<Set<String>> revoked) {
        tellRevoked(other.currentUsers(), currentUsers(), revoked);
    }

    Settings settings() {
        return settings;
    }

    private Users currentUsers() {
        return users.map(WatchedFile::content).orElse(Users.NOBODY);
    }

    /** Empty without a users file. */
    Optional<Authenticator> authenticator() {
        return users.map(file -> authenticator);
    }

    /** Empty without an ACL file. */
    Optional<Authorizer> authorizer() {
        return acl.map(FromFile::new);
    }

    /** What an ACL file says, as it is at that moment. */
    private record FromFile(WatchedFile<Acl> file) implements Authorizer {

        @Override
        public Set<Action> actions() {
            return file.content().actions();
        }

        @Override
        public boolean allowed(String principal, String clientId, Action action, Address address) {
            return file.content().allowed(principal, clientId, action, address);
        }
    }

    /** DEGRADED while a file is wrong: what was read before counts then, or nothing if there is no such. */
    Health health() {
        return new Health() {
            @Override
            public String subject() {
                return "auth:" + settings.name();
            }

            @Override
            public Report report() {
                List<String> problems = new ArrayList<>();
                List<String> contents = new ArrayList<>();
                for (WatchedFile<?> file : files()) {
                    if (!file.problem().isEmpty()) {
                        problems.add(file.problem());
                    }
                    contents.add(String.valueOf(file.content()));
                }
                if (users.isPresent()) {
                    contents.add(logins.counts());
                }
                String counts = String.join(", ", contents);
                return problems.isEmpty()
                        ? new Report(Status.UP, counts)
                        : new Report(Status.DEGRADED, String.join("; ", problems) + "; in force: " + counts);
            }
        };
    }

    private List<WatchedFile<?>> files() {
        List<WatchedFile<?>> files = new ArrayList<>();
        users.ifPresent(files::add);
        acl.ifPresent(files::add);
        return files;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pool.close();
    }
}
