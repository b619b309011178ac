package io.parley.auth.file.internal.acl;

import io.parley.auth.file.internal.text.LineException;
import io.parley.auth.file.internal.text.Lines;
import io.parley.spi.security.Authorizer.Action;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an ACL file:
 *
 * <pre>
 * group NAME = USER…
 * allow|deny  all | user NAME | group NAME | client ID  send,receive,open,resume,change  ADDRESS…
 * </pre>
 *
 * For one file, and one thread.
 */
public final class AclReader {

    private static final int MOST = 100_000;
    private static final String ALLOWED = "send, receive, open, resume or change";
    private static final String RULE = "a rule is allow or deny, then all, user NAME, group NAME or client ID, then "
            + ALLOWED + ", or several with commas between them, then addresses";

    private static final Map<String, Action> ACTIONS = Stream.of(Action.values())
            .collect(Collectors.toMap(action -> action.name().toLowerCase(Locale.ROOT), action -> action));

    private final Map<String, Set<String>> groups = new HashMap<>();
    private final List<Rule> ofAll = new ArrayList<>();
    private final Map<String, List<Rule>> ofUser = new HashMap<>();
    private final Map<String, List<Rule>> ofClient = new HashMap<>();
    private final Set<Action> named = EnumSet.noneOf(Action.class);
    private int rules;
    private int entries;

    private AclReader() {}

    /** @throws LineException for the first line that is wrong */
    public static Acl read(byte[] content) throws LineException {
        AclReader reader = new AclReader();
        List<Lines.Line> lines = Lines.read(content);
        for (Lines.Line line : lines) {
            if (line.words().get(0).equals("group")) {
                reader.group(line);
            }
        }
        for (Lines.Line line : lines) {
            if (!line.words().get(0).equals("group")) {
                reader.rule(line);
            }
        }
        return new Acl(reader.ofAll, reader.ofUser, reader.ofClient, reader.rules, reader.named);
    }

    private void group(Lines.Line line) throws LineException {
        List<String> words = line.words();
        if (words.size() < 3 || !words.get(2).equals("=")) {
            throw line.wrong("a group is written group NAME = USER USER …");
        }
        if (groups.put(words.get(1), new HashSet<>(words.subList(3, words.size()))) != null) {
            throw line.wrong("the group '" + words.get(1) + "' is there already");
        }
    }

    private void rule(Lines.Line line) throws LineException {
        List<String> words = line.words();
        boolean allow = switch (words.get(0)) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw line.wrong("a line begins with allow, deny or group, not with '" + words.get(0) + "'");
        };
        String kind = words.size() > 1 ? words.get(1) : "";
        int who = kind.equals("all") ? 2 : 3;
        if (words.size() < who + 2) {
            throw line.wrong("this is too short: " + RULE);
        }
        List<AddressPattern> addresses = new ArrayList<>();
        for (String address : words.subList(who + 1, words.size())) {
            try {
                addresses.add(AddressPattern.parse(address));
            } catch (IllegalArgumentException e) {
                throw line.wrong(e.getMessage());
            }
        }
        add(line, kind, words.get(2), new Rule(rules++, allow, actions(line, words.get(who)), addresses));
    }

    private Set<Action> actions(Lines.Line line, String words) throws LineException {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (String word : words.split(",", -1)) {
            Action action = ACTIONS.get(word);
            if (action == null || !actions.add(action)) {
                throw line.wrong("behind who it is about comes " + ALLOWED
                        + ", or several with commas between them, not '" + words + "'");
            }
        }
        named.addAll(actions);
        return actions;
    }

    private void add(Lines.Line line, String kind, String name, Rule rule) throws LineException {
        switch (kind) {
            case "all" -> ofAll.add(rule);
            case "user" -> add(line, ofUser, name, rule);
            case "client" -> add(line, ofClient, name, rule);
            case "group" -> {
                Set<String> members = groups.get(name);
                if (members == null) {
                    throw line.wrong("there is no group '" + name + "'; write group " + name + " = USER USER …");
                }
                for (String member : members) {
                    add(line, ofUser, member, rule);
                }
            }
            default -> throw line.wrong("behind allow or deny comes all, user, group or client, not '" + kind + "'");
        }
        if (rules > MOST) {
            throw line.wrong("this is one rule more than the " + MOST + " allowed");
        }
    }

    private void add(Lines.Line line, Map<String, List<Rule>> to, String name, Rule rule) throws LineException {
        if (++entries > 10 * MOST) {
            throw line.wrong("rules for groups come to more than " + 10 * MOST + " rules for users");
        }
        to.computeIfAbsent(name, any -> new ArrayList<>()).add(rule);
    }
}
