package io.parley.auth.file.internal.users;

import io.parley.auth.file.internal.text.LineException;
import io.parley.auth.file.internal.text.Lines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A users file's content. Immutable. */
public final class Users {

    /** Nobody. */
    public static final Users NOBODY = new Users(new LinkedHashMap<>());

    private static final int MOST = 100_000;

    private final Map<String, User> byName;
    private final PasswordHash likeMost;
    private final ScramCredential firstScram;

    private Users(Map<String, User> byName) {
        this.byName = byName;
        this.likeMost = byName.values().stream()
                .flatMap(user -> user.password().stream())
                .findFirst()
                .orElse(null);
        this.firstScram = byName.values().stream()
                .flatMap(user -> user.scram().stream())
                .findFirst()
                .orElse(null);
    }

    /** Reads a file, one user a line: name, hash, SCRAM credential. */
    public static Users read(byte[] content) throws LineException {
        Map<String, User> users = new LinkedHashMap<>();
        for (Lines.Line line : Lines.read(content)) {
            User user = user(line);
            if (users.put(user.name(), user) != null) {
                throw line.wrong("the user '" + user.name() + "' is there already");
            }
            if (users.size() > MOST) {
                throw line.wrong("this is one user more than the " + MOST + " allowed");
            }
        }
        return new Users(users);
    }

    private static User user(Lines.Line line) throws LineException {
        List<String> words = line.words();
        PasswordHash password = null;
        ScramCredential scram = null;
        try {
            User.checkName(words.get(0));
            for (int i = 1; i < words.size(); i++) {
                if (words.get(i).startsWith(ScramCredential.PREFIX) && scram == null) {
                    scram = ScramCredential.parse(words.get(i));
                } else if (words.get(i).startsWith("$") && password == null) {
                    password = PasswordHash.parse(words.get(i));
                } else {
                    throw new IllegalArgumentException("word " + (i + 1)
                            + " is not understood; behind the name there may be one hash ($argon2id$… or $2b$…) and one"
                            + " SCRAM credential (SCRAM-SHA-256$…)");
                }
            }
            return new User(words.get(0), Optional.ofNullable(password), Optional.ofNullable(scram));
        } catch (IllegalArgumentException e) {
            throw line.wrong(e.getMessage());
        }
    }

    public Optional<User> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The names of those who are not in the other file, or not as they are here: with another password, say. */
    public Set<String> without(Users other) {
        return byName.values().stream()
                .filter(user -> !other.find(user.name()).map(User::line).equals(Optional.of(user.line())))
                .map(User::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** In the order of the file. */
    public Iterable<User> all() {
        return byName.values();
    }

    /** A hash to compare with for somebody who is not there, so that it takes as long; empty when nobody has one. */
    public Optional<PasswordHash> likeMost() {
        return Optional.ofNullable(likeMost);
    }

    /** The first credential for SCRAM in the file. */
    public Optional<ScramCredential> firstScram() {
        return Optional.ofNullable(firstScram);
    }

    /** For people: how many. */
    @Override
    public String toString() {
        return byName.size() + (byName.size() == 1 ? " user" : " users");
    }
}
